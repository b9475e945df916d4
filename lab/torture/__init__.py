"""Everything is broken at every moment, on purpose: power cuts, torn writes, bad air, attackers, mutants."""
