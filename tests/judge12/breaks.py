"""The list of breaks that one object collects while the tables look at it."""


class Breaks:
    """What an object breaks: table, field and words, in the order they were found."""

    def __init__(self):
        self.found = []
        self.unjudged = []

    def add(self, table, field, words):
        """Notes that a field breaks a table. The same words are noted once."""
        entry = {"table": table, "field": field, "words": words}
        if entry not in self.found:
            self.found.append(entry)

    def leave(self, what):
        """Notes what was not judged, so that silence is not taken for praise."""
        if what not in self.unjudged:
            self.unjudged.append(what)
