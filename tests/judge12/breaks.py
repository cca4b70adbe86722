"""The list of breaks that one object collects while the tables look at it."""


class Breaks:
    """What an object breaks: table, field and words, in the order they were found.

    What a table only recommends, or what readers must take all the same, is noted as advice.
    """

    def __init__(self):
        self.found = []
        self.unjudged = []

    def add(self, table, field, words):
        """Notes that a field breaks a table. The same words are noted once."""
        self._note({"table": table, "field": field, "words": words, "weight": "must"})

    def advise(self, table, field, words):
        """Notes that a field is not as it is recommended, or that it is as every reader has to take it."""
        self._note({"table": table, "field": field, "words": words, "weight": "should"})

    def _note(self, entry):
        if entry not in self.found:
            self.found.append(entry)

    def broken(self):
        """What is broken, the advice left out."""
        return [entry for entry in self.found if entry["weight"] == "must"]

    def leave(self, what):
        """Notes what was not judged, so that silence is not taken for praise."""
        if what not in self.unjudged:
            self.unjudged.append(what)
