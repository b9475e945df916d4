"""The seller's desk with a chip or a handheld that answers: in a reader, at a port, over the beam."""
