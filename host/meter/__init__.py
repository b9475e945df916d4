"""A DL/T 645 meter that any client can talk to; inside it the prepaid meter of the simulator."""
