"""The board's native modules. They are executed anew for each life (see natives.py), never imported by the PC."""
