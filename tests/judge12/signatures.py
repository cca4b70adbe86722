"""Whether a signature is the issuer's: by the cryptography package, and by openssl for curves that package does not know."""

import base64
import os
import subprocess
import tempfile

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from . import der

HASHES = {"sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}
CURVES = {
    "secp224r1": ec.SECP224R1, "prime256v1": ec.SECP256R1, "secp384r1": ec.SECP384R1, "secp521r1": ec.SECP521R1,
    "secp256k1": ec.SECP256K1, "brainpoolP256r1": ec.BrainpoolP256R1, "brainpoolP384r1": ec.BrainpoolP384R1,
    "brainpoolP512r1": ec.BrainpoolP512R1,
}
KEYS_OF = {"rsa": ("rsa",), "pss": ("rsa", "pss"), "ec": ("ec",), "dsa": ("dsa",)}


def wrong(scheme, key, signed, signature):
    """Why a signature does not stand, in words; None where it does."""
    if key.kind not in KEYS_OF[scheme.kind]:
        return "the issuer's key is of another kind than the signature"
    if scheme.kind in ("ec", "dsa"):
        slips = der.slips(signature)
        if slips:
            return f"its value is no DER: {slips[0]}"
    if key.scheme and (scheme.digest, scheme.mask) != (key.scheme.digest, key.scheme.mask) or key.scheme and scheme.salt < key.scheme.salt:
        return "the parameters of PSS are not those the issuer's key allows"
    try:
        if scheme.kind == "dsa" or scheme.kind == "ec" and key.curve not in CURVES:
            return _openssl(scheme, key, signed, signature)
        _check(scheme, key, signed, signature)
    except InvalidSignature:
        return "it is not the issuer's"
    except (ValueError, UnsupportedAlgorithm) as reason:
        return f"it cannot be verified: {' '.join(str(reason).split())[:100]}"
    return None


def _check(scheme, key, signed, signature):
    digest = HASHES[scheme.digest]()
    if scheme.kind == "ec":
        public = ec.EllipticCurvePublicNumbers(*key.numbers, CURVES[key.curve]()).public_key()
        public.verify(signature, signed, ec.ECDSA(digest))
        return
    modulus, exponent = key.numbers
    public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    if scheme.kind == "rsa":
        public.verify(signature, signed, padding.PKCS1v15(), digest)
    else:
        how = padding.PSS(padding.MGF1(HASHES[scheme.mask]()), scheme.salt)
        public.verify(signature, signed, how, digest)


def _openssl(scheme, key, signed, signature):
    armour = b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(key.data) + b"-----END PUBLIC KEY-----\n"
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("key", "signature", "signed")]
        for path, data in zip(paths, (armour, signature, signed)):
            with open(path, "wb") as file:
                file.write(data)
        command = ["openssl", "dgst", f"-{scheme.digest}", "-verify", paths[0], "-signature", paths[1], paths[2]]
        done = subprocess.run(command, capture_output=True, check=False)
    return None if done.returncode == 0 else "it is not the issuer's"
