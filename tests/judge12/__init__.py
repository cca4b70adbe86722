"""A second judge of Doc 9303-12 certificates, revocation lists, master lists and deviation lists, written from the tables of the standard alone.

It shares no code and no constants with the program it judges. It knows errors only: what the tables say MUST be so,
the columns "m" and "x", and what the encoding rules demand. Recommendations are not its business.
"""
