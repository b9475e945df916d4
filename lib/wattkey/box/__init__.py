# The box of meters: its list, a pass over them, a search for them, the gateway above them. The menu loads none of it.
