"""Stand-ins that several rooms of the tests share."""
