"""Judges one object: reads it, asks every table that concerns it, and checks the issuer's signature."""

import functools

from . import algorithms, body, contents, der, extensions, lifetimes, lists, reading, signatures, signed
from .breaks import Breaks
from .profiles import EDITIONS, PROFILES, Profile, profile

REVOCATION_LIST = "crl"
SIGNED = {"masterlist": (contents.MASTER, contents.master), "deviationlist": (contents.DEVIATION, contents.deviation)}
KINDS = (*PROFILES, REVOCATION_LIST, *SIGNED)
FIELDS = {REVOCATION_LIST: "certificateList", **dict.fromkeys(SIGNED, "signedData")}
_ANY = Profile("any", {}, explicit_ec=False)


class Wrong(Exception):
    """A job that cannot be done as it is asked."""


def judge(data, kind, edition, issuer=None, **lives):
    """Judges the octets of one object; issuer: the octets of the issuer's certificate. The Breaks."""
    if kind not in KINDS:
        raise Wrong(f"the profile {kind!r} is unknown: {', '.join(KINDS)}")
    if edition not in EDITIONS:
        raise Wrong(f"the edition {edition!r} is unknown: {', '.join(EDITIONS)}")
    over = _issuer(bytes(issuer)) if issuer is not None else None
    breaks = Breaks()
    try:
        octets = reading.octets(data)
        if kind == REVOCATION_LIST:
            _list(octets, over, breaks)
        elif kind in SIGNED:
            _signed(octets, kind, over, breaks)
        else:
            _certificate(octets, kind, edition, over, lives, breaks)
    except (ValueError, IndexError) as reason:
        breaks.add("DER", FIELDS.get(kind, "certificate"), f"it cannot be read: {reason}")
    return breaks


@functools.lru_cache(maxsize=64)
def _issuer(data):
    try:
        return reading.Certificate(reading.octets(data))
    except (reading.Unreadable, der.Malformed) as reason:
        raise Wrong(f"the issuer's certificate cannot be read: {reason}") from None


def _certificate(data, kind, edition, issuer, lives, breaks):
    wanted = profile(kind, edition)
    if wanted is None:
        raise Wrong(f"the edition {edition!r} has no profile {kind!r}")
    found = reading.Certificate(data)
    body.judge(found, wanted, breaks)
    key = algorithms.key(found.key, wanted, breaks)
    extensions.judge(found, wanted, breaks, issuer)
    lifetimes.judge(found, wanted, breaks, issuer, **lives)
    scheme = algorithms.signature(found.inner_algorithm, found.signature_algorithm, breaks, body.TABLE)
    if wanted.kind == "root":
        _signature(scheme, key, found, breaks)
    else:
        _issued(scheme, issuer, found, breaks)


def _list(data, issuer, breaks):
    found = lists.RevocationList(data)
    lists.judge(found, breaks, issuer)
    scheme = algorithms.signature(found.inner_algorithm, found.signature_algorithm, breaks, lists.BODY)
    _issued(scheme, issuer, found, breaks)


def _signed(data, kind, issuer, breaks):
    """A master list names its CSCA and may have unsigned attributes; a deviation list the other way round."""
    wanted, inside = SIGNED[kind]
    master = wanted == contents.MASTER
    content = signed.judge(data, wanted, breaks, issuer, unsigned=master, ca_needed=master)
    if content is not None:
        inside(content, breaks)


def _issued(scheme, issuer, found, breaks):
    """The issuer's name and signature (appendix D.1)."""
    if issuer is None:
        breaks.leave("issuer and signature: no issuer was given")
        return
    if issuer.subject != found.issuer:
        breaks.add("D.1", "issuer", "it is not the subject of the issuer's certificate")
    _signature(scheme, algorithms.key(issuer.key, _ANY, Breaks()), found, breaks)


def _signature(scheme, key, found, breaks):
    if scheme is None or key is None:
        breaks.leave("signature: its algorithm or the issuer's key is not one the judge takes")
        return
    words = signatures.wrong(scheme, key, found.body, found.signature)
    if words:
        breaks.add("D.1", "signatureValue", words)
