"""Drivers that stand in for slow parts where a torture is not about them; put on the simulated drive as files."""
