"""Tests the judge: good products of every profile are good, and every mutant breaks the table and field it must.

    python -m judge12.selftest          (in the folder tests, or by its path from anywhere)

Prints what is not as it should be, then one line of counts. Ends with 0 where all is as it should be.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile

if __package__ in (None, ""):
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    __package__ = "judge12"

from judge12 import forge, jobs, lifetimes, mutants, mutants_keys, mutants_lists, mutants_signed, works  # noqa: E402
from judge12.profiles import EDITIONS, OIDS  # noqa: E402

CURVES = ("prime256v1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP320r1", "brainpoolP384r1", "brainpoolP512r1")
# Appendix A: months of a document, of a document signer's key, of a CSCA's key; then of both certificates.
SUMS = ((60, 1, 36, 61, 97), (120, 2, 48, 122, 170), (120, 3, 60, 123, 183))
SIXTH_AWAY = ("subjectAltName", "issuerAltName", "privateKeyUsagePeriod", "cRLDistributionPoints")


class Tally:
    """How many were looked at, and what was wrong."""

    def __init__(self):
        self.counts = {"good": 0, "mutants": 0}
        self.wrong = []

    def good(self, words, found):
        """A product that must break nothing and leave nothing unjudged."""
        self.counts["good"] += 1
        if found.found or found.unjudged:
            self.wrong.append(f"{words}: good, and yet {found.found or found.unjudged}")

    def broken(self, words, found, table, field, also=()):
        """A mutant that must break that table and field, and beside the encoding no other field but those named ("*": any)."""
        self.counts["mutants"] += 1
        if not any((b["table"], b["field"]) == (table, field) for b in found.found):
            self.wrong.append(f"{words}: must break {table} {field}, breaks {found.found}")
        others = {b["field"] for b in found.found if b["table"] != "DER"} - {field, *also}
        if others and "*" not in also:
            self.wrong.append(f"{words}: must break {field} alone, breaks {sorted(others)} too: {found.found}")


def products(tally, kit):
    """Every good product under every edition that knows it."""
    for base, kind in mutants.PROFILE_OF.items():
        for edition in EDITIONS[1:]:
            if kind not in jobs.PROFILES or edition in jobs.PROFILES[kind].editions:
                tally.good(f"{base} {edition}", jobs.judge(getattr(kit, base), kind, edition, kit.root))


def sixth(tally, kit):
    """Certificates as the sixth edition wanted them."""
    for base in ("root", "link", "signer", "master"):
        draft = forge.Draft(getattr(kit, base))
        for name in SIXTH_AWAY:
            if any(e[0].body == forge.oid(OIDS[name]).body for e in draft.extensions()):
                draft.drop(OIDS[name])
        if base == "link":
            draft.value(OIDS["basicConstraints"], forge.sequence(forge.Node(forge.BOOLEAN, b"\xff"), forge.integer(1)))
        tally.good(f"{base} of the sixth edition", jobs.judge(draft.sign(kit.keys["root"]), mutants.PROFILE_OF[base], "sixth", kit.root))


def of_openssl(tally):
    """What openssl makes: PSS, and explicit curves."""
    for curve in (None, *CURVES):
        with tempfile.TemporaryDirectory() as folder:
            made = works.OpenSsl(folder, curve)
        for base in ("root", "signer", "master", "revocations"):
            found = jobs.judge(getattr(made, base), mutants.PROFILE_OF[base], EDITIONS[-1], made.root)
            tally.good(f"openssl {curve or 'PSS'} {base}", found)


def sums(tally, kit):
    """The worked sums of appendix A."""
    for document, signing, own, signer_months, root_months in SUMS:
        for base, use, whole in (("signer", signing, signer_months), ("root", own, root_months)):
            draft = forge.Draft(getattr(kit, base))
            draft.value(OIDS["privateKeyUsagePeriod"], works.period(works.NOW, lifetimes.months_on(works.NOW, use)))
            end = lifetimes.months_on(works.NOW, whole).strftime("%y%m%d%H%M%SZ").encode()
            draft.body[4].body[1] = forge.Node(forge.UTC, end)
            lives = {"document_months": document, "child_months": signer_months, "ranges": True}
            found = jobs.judge(draft.sign(kit.keys["root"]), mutants.PROFILE_OF[base], EDITIONS[-1], kit.root, **lives)
            tally.good(f"sum of {document}, {signing} and {own} months: {base}", found)


def odd_but_good(tally, kit):
    """What looks odd and breaks nothing: PSS with SHA-512 under the same root and without NULL, a time of 2050, Germany's one letter."""
    digest = forge.Draft(kit.signer)
    digest.algorithm(forge.pss_parameters("2.16.840.1.101.3.4.2.3", salt=64))
    data = digest.sign(kit.keys["root"], mutants_keys.hashes.SHA512, 64)
    tally.good("PSS with SHA-512", jobs.judge(data, "document-signer", EDITIONS[-1], kit.root))
    bare = forge.Draft(kit.signer)
    bare.algorithm(forge.pss_parameters(null=False))
    found = jobs.judge(bare.sign(kit.keys["root"], salt=32), "document-signer", EDITIONS[-1], kit.root)
    tally.good("PSS whose hashes have no NULL", found)
    late = forge.Draft(kit.root)
    late.body[4].body[1] = forge.Node(forge.GENERALIZED, b"20510301000000Z")
    tally.good("a root until 2051", jobs.judge(late.sign(kit.keys["root"]), "csca-root", EDITIONS[-1]))
    german = forge.Draft(kit.root)
    for place in (3, 5):
        german.body[place][0][0].body[1] = forge.Node(forge.PRINTABLE, b"DE")
    for name in ("subjectAltName", "issuerAltName"):
        german.value(OIDS[name], mutants._directory((mutants.PLACE, b"D")))
    tally.good("a German root", jobs.judge(german.sign(kit.keys["root"]), "csca-root", EDITIONS[-1]))
    rsa = forge.Draft(kit.bar)
    rsa.body[6] = forge.parse(kit.public("signer"))
    tally.good("an RSA bar code signer before the corrigendum", jobs.judge(rsa.sign(kit.keys["root"]), "barcode-signer", "eighth", kit.root))


def bent(tally, kit):
    """Every mutant, signed anew so that nothing but the bent thing is wrong."""
    for mutant in (*mutants.everything(), *mutants_lists.everything(), *mutants_keys.everything()):
        draft = forge.Draft(getattr(kit, mutant.base))
        mutant.change(draft, kit)
        if mutant.signing is False:
            data = draft.tree.write()
        else:
            how = dict(mutant.signing)
            data = draft.sign(kit.keys[how.pop("key", "root")], **how)
        found = jobs.judge(data, mutants.PROFILE_OF[mutant.base], mutant.edition, kit.root, **mutant.lives)
        tally.broken(f"{mutant.base}: {mutant.words}", found, mutant.table, mutant.field, mutant.also)


def signed_lists(tally, kit):
    """Master lists and deviation lists."""
    for kind, data, words in mutants_signed.good(kit):
        tally.good(words, jobs.judge(data, kind, EDITIONS[-1], kit.root))
    for kind, data, words, table, field, also in mutants_signed.everything(kit):
        tally.broken(f"{kind}: {words}", jobs.judge(data, kind, EDITIONS[-1], kit.root), table, field, also)


def cut(tally, kit):
    """Certificates and lists cut off or with one octet changed: a verdict each time, never a crash, never a good one.

    The root beside the signer of a master list is covered by no signature of the list: a change may make it a link that
    looks as good.
    """
    master = mutants_signed.good(kit)[0][1]
    rows = [(base, mutants.PROFILE_OF[base], getattr(kit, base)) for base in ("root", "signer", "revocations")]
    for base, kind, data in (*rows, ("master list", "masterlist", master)):
        for place in range(0, len(data), 5):
            for words, bad in (("cut off", data[:place]), ("changed", data[:place] + bytes([data[place] ^ 4]) + data[place + 1:])):
                found = jobs.judge(bad, kind, EDITIONS[-1], kit.root)
                tally.counts["mutants"] += 1
                beside = kind == "masterlist" and 0 <= place - data.rfind(kit.root) < len(kit.root)
                if not found.found and not (beside and words == "changed"):
                    tally.wrong.append(f"{base} {words} at {place}: called good")


def nodes(node):
    """Every value in a tree, the tree itself left out."""
    for child in node.body if isinstance(node.body, list) else ():
        yield child
        yield from nodes(child)


def opened(data):
    """A certificate or list taken apart, the values of its extensions too."""
    draft = forge.Draft(data)
    for row in draft.extensions():
        row.body[-1].body = [forge.parse(row.body[-1].body)]
    return draft


def tagged(tally, kit):
    """Every tag in a signed part and in its extensions made constructed or primitive, and made its neighbour; signed anew."""
    for base in ("root", "signer", "revocations", "bar"):
        whole = opened(getattr(kit, base))
        for number in range(len(list(nodes(whole.tree[0])))):
            for bit in (0x20, 0x01, 0x80):
                draft = opened(getattr(kit, base))
                bent_node = list(nodes(draft.tree[0]))[number]
                bent_node.tag ^= bit
                found = jobs.judge(draft.sign(kit.keys["root"]), mutants.PROFILE_OF[base], EDITIONS[-1], kit.root)
                tally.counts["mutants"] += 1
                if not found.found:
                    tally.wrong.append(f"{base}: tag {bent_node.tag ^ bit:02x} of value {number} as {bent_node.tag:02x}: called good")


def command(tally, kit):
    """The command line: a list of jobs in one process, and the exit codes."""
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    root, signer = (base64.b64encode(data).decode() for data in (kit.root, kit.signer))
    asked = [{"file": "a", "der": signer, "profile": "document-signer", "edition": "eighth", "issuer_der": root},
             {"file": "b", "der": signer, "profile": "csca-root", "edition": "eighth"}]
    for listed, code, verdicts in ((asked, 1, [True, False]), (asked[:1], 0, [True]), ([{"file": "c", "der": root, "profile": "none"}], 2, [])):
        line = [sys.executable, "-m", "judge12", "--stdin"]
        done = subprocess.run(line, input=json.dumps(listed), capture_output=True, text=True, cwd=folder, check=False)
        found = [json.loads(line)["good"] for line in done.stdout.splitlines()]
        if (done.returncode, found) != (code, verdicts):
            tally.wrong.append(f"command line: wanted {code} {verdicts}, found {done.returncode} {found} {done.stderr}")


def main():
    """Runs everything. The exit code."""
    tally = Tally()
    kit = works.Kit()
    for test in (products, sixth, sums, odd_but_good, bent, signed_lists, cut, tagged, command):
        test(tally, kit)
    of_openssl(tally)
    for line in tally.wrong:
        print(line)
    print(f"judge12: {tally.counts['good']} good products, {tally.counts['mutants']} mutants, {len(tally.wrong)} not as they should be")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
