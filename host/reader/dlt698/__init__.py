"""DL/T 698.45 in words: frames, services, data; and a client that asks for values."""
