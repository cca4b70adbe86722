"""The command line of the judge.

    python -m judge12 --profile NAME --edition EDITION [--issuer CERT] [--document-months N] [--child-months N] [--ranges] FILE...
    python -m judge12 --stdin

With --stdin a JSON list of jobs is read: {"file": PATH, "profile": NAME, "edition": EDITION, "issuer": PATH, ...}, where "der"
(base64) may stand in the place of the file's octets and "issuer_der" in the place of the issuer's, and "document_months",
"child_months" and "ranges" mean what the options mean. The profile is a kind of certificate, "crl", "masterlist"
or "deviationlist". One line of JSON is answered per object, in order:
{"file": ..., "good": true or false, "breaks": [{"table": ..., "field": ..., "words": ..., "weight": ...}], "unjudged": [...]}.
The weight is "must", or "should" for what is only recommended: that alone leaves an object good.

Ends with 0 where all are good, 1 where one is not, 2 where a job cannot be done.
"""

import argparse
import base64
import json
import sys

from . import jobs
from .profiles import EDITIONS

LIVES = ("document_months", "child_months", "ranges")


def arguments():
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m judge12", description="Judges certificates and revocation lists by the tables of Doc 9303-12.")
    parser.add_argument("--stdin", action="store_true", help="read a JSON list of jobs")
    parser.add_argument("--profile", choices=jobs.KINDS, help="what the objects are")
    parser.add_argument("--edition", choices=EDITIONS, default=EDITIONS[-1], help="the edition that judges them")
    parser.add_argument("--issuer", help="the certificate of the issuer")
    parser.add_argument("--document-months", type=int, help="how long a document lasts: the sums of Table 1 are judged")
    parser.add_argument("--child-months", type=int, help="how long the longest signer's certificate lasts: the sum of a CSCA is judged")
    parser.add_argument("--ranges", action="store_true", help="the ranges of Table 1 are judged too")
    parser.add_argument("files", nargs="*", metavar="FILE", help="certificates or lists, DER or PEM")
    found = parser.parse_args()
    if not found.stdin and not (found.profile and found.files):
        parser.error("a profile and at least one file are needed, or --stdin")
    return found


def listed(found):
    """The jobs, as the command line or the standard input gives them."""
    if found.stdin:
        asked = json.load(sys.stdin)
        if not isinstance(asked, list) or not all(isinstance(job, dict) for job in asked):
            raise jobs.Wrong("the standard input must be a JSON list of jobs")
        return asked
    shared = {"profile": found.profile, "edition": found.edition, "issuer": found.issuer}
    shared |= {name: getattr(found, name) for name in LIVES}
    return [{"file": path, **shared} for path in found.files]


def octets(job, path, inline):
    """The octets a job names: inline, or in a file; None where it names none."""
    if job.get(inline):
        return base64.b64decode(job[inline], validate=True)
    if not job.get(path):
        return None
    with open(job[path], "rb") as file:
        return file.read()


def answer(job):
    """The verdict on one job."""
    data = octets(job, "file", "der")
    if data is None:
        raise jobs.Wrong("a job names no file")
    lives = {name: job[name] for name in LIVES if job.get(name)}
    edition = job.get("edition") or EDITIONS[-1]
    found = jobs.judge(data, job.get("profile"), edition, octets(job, "issuer", "issuer_der"), **lives)
    return {"file": job.get("file"), "good": not found.broken(), "breaks": found.found, "unjudged": found.unjudged}


def main():
    """Answers every job. The exit code."""
    good = True
    try:
        for job in listed(arguments()):
            verdict = answer(job)
            good = good and verdict["good"]
            print(json.dumps(verdict), flush=False)
    except (jobs.Wrong, OSError, ValueError) as reason:
        print(f"judge12: {reason}", file=sys.stderr)
        return 2
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
