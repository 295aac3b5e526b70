"""Connects twice with one version and one suite, the second time resuming, and prints the server's certificate.

usage: client.py PORT MINOR-VERSION CIPHER MAC
"""

import socket
import sys

from tlslite.api import HandshakeSettings, TLSConnection
from tlslite.utils.pem import pem

port, minor, cipher, mac = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]

settings = HandshakeSettings()
settings.minVersion = settings.maxVersion = (3, minor)
settings.cipherNames = [cipher]
settings.macNames = [mac]
settings.keyExchangeNames = ["rsa"]


def talk(session):
    connection = TLSConnection(socket.create_connection(("127.0.0.1", port), timeout=20))
    connection.handshakeClientCert(session=session, settings=settings)
    assert connection.version == (3, minor), connection.version
    said = bytes(range(256)) * 10
    connection.sendall(said)
    heard = b""
    while len(heard) < len(said):
        piece = connection.recv(len(said) - len(heard))
        assert piece, "closed too early"
        heard += piece
    assert heard == said
    connection.close()
    return connection


first = talk(None)
second = talk(first.session)
assert second.resumed, "the session was not resumed"
print(pem(first.session.serverCertChain.x509List[0].bytes, "CERTIFICATE"))
