"""`wattkey vend ...`: the commands of the seller."""
