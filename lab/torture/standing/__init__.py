"""A gateway that stands for weeks among meters that are exchanged, lie, echo and never come to an end."""
