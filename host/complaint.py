# complaint.py - what the operating system refuses, said as everything else is: what, where, what to do
"""The errors of files, folders and ports that no command expects by name."""


def in_words(error: OSError) -> str:
    """One line for a person: `docs: is a directory. Name another one, or see that it can be read and written`."""
    if not error.filename or not error.strerror:  # of a network address: it has said where
        return error.strerror or str(error)
    what = error.strerror[0].lower() + error.strerror[1:]
    return f"{error.filename}: {what}. Name another one, or see that it can be read and written"
