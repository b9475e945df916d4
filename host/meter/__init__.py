"""A meter of DL/T 645 and 698.45 that any client can talk to; inside it the prepaid meter of the simulator."""
