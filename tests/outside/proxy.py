"""A proxy that leads programs, which ask for Google by its names, to the emulator instead."""

import datetime as dt
import select
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOSTS = ("www.googleapis.com", "oauth2.googleapis.com", "accounts.google.com")
LIFE = dt.timedelta(days=1)
PIECE = 65_536


class Proxy(socketserver.ThreadingTCPServer):
    """Answers CONNECT for Google's hosts with a certificate of its own; no other host is there."""

    daemon_threads = True

    def __init__(self, emulator_url: str, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        parts = urlsplit(emulator_url)
        self.emulator = (parts.hostname, parts.port)
        self.certificate = folder / "certificate.pem"
        self.certificate.write_bytes(_certificate())
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(self.certificate)
        self.refused: list[str] = []

    @property
    def url(self) -> str:
        """The address that programs are given as ``HTTPS_PROXY``."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """Give the variables by which programs find the proxy and trust its certificate."""
        files = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS")
        return {"HTTPS_PROXY": self.url} | dict.fromkeys(files, str(self.certificate))


@contextmanager
def serving(emulator_url: str, folder: Path) -> Iterator[Proxy]:
    """Run a proxy; no program may have asked for anyone but Google."""
    with Proxy(emulator_url, folder) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        yield proxy
        proxy.shutdown()
    assert proxy.refused == []


class _Tunnel(socketserver.StreamRequestHandler):
    server: Proxy
    rbufsize = 0  # what follows the head is for TLS

    def handle(self) -> None:
        method, target, _version = self.rfile.readline().decode("latin-1").split()
        while self.rfile.readline().strip():
            pass  # the rest of the head says nothing of interest
        if method != "CONNECT" or target not in [f"{host}:443" for host in HOSTS]:
            self.server.refused.append(target)
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError):  # either side may hang up whenever it likes
            self._relay()

    def _relay(self) -> None:
        client = self.server.tls.wrap_socket(self.connection, server_side=True)
        with client, socket.create_connection(self.server.emulator) as emulator:
            other = {client: emulator, emulator: client}
            while True:
                waiting = [client] if client.pending() else select.select(other, [], [])[0]
                for each in waiting:
                    if not (data := each.recv(PIECE)):
                        return
                    other[each].sendall(data)


def _certificate() -> bytes:
    """Make a key and a certificate for Google's hosts that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Not really Google")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - LIFE)
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)
