"""Stories: short scripts over the simulated world. Tests, demo and pictures are made of them."""
