"""A client of Windows Live Messenger's generation (MSNP15), written from the description of the protocol alone, so that a server
that misreads it is not read the same way. Standard library only.

    client.py HOST HTTP_PORT MSNP_PORT ADDRESS PASSWORD FRIEND STEP...

Every step says what it found, on one line; the first thing that is not as it has to be ends the program. Steps:

    vectors       the arithmetic, with known answers; asks no server
    tickets       RST: one ticket for each service, with the numbers that were asked for
    refused       RST with a wrong password: a fault as every client finds it
    sign-in       USR SSO with the proof of the ticket's secret
    address-book  memberships and contacts in full: whom the account has
    deltas        adds the friend, and asks what has changed since: only that
    offline       leaves the friend a message, and takes one's own
    storage       the roaming profile
"""

import base64
import hashlib
import hmac
import http.client
import os
import socket
import struct
import sys
import uuid
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import des

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ADDRESS_BOOK = "http://www.msn.com/webservices/AddressBook"
OFFLINE = "http://messenger.live.com/ws/2006/09/oim/"
OFFLINE_2004 = "http://messenger.msn.com/ws/2004/09/oim/"
INBOX = "http://www.hotmail.msn.com/ws/2004/09/oim/rsi"
STORAGE = "http://www.msn.com/webservices/storage/w10"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NEVER = "0001-01-01T00:00:00.0000000-08:00"
OWN_BOOK = "00000000-0000-0000-0000-000000000000"

SERVICES = [
    ("http://Passport.NET/tb", None),
    ("messengerclear.live.com", "MBI_KEY_OLD"),
    ("messenger.msn.com", "?id=507"),
    ("contacts.msn.com", "MBI"),
    ("messengersecure.live.com", "MBI_SSL"),
    ("spaces.live.com", "MBI"),
    ("storage.msn.com", "MBI"),
]


class Wrong(Exception):
    """Something is not as it has to be."""


def need(condition, what):
    if not condition:
        raise Wrong(what)


# The arithmetic.


def derive(key, label):
    def mac(data):
        return hmac.new(key, data, hashlib.sha1).digest()

    label = b"WS-SecureConversation" + label
    first = mac(label)
    third = mac(first)
    return mac(first + label) + mac(third + label)[:4]


def proof(secret, nonce, iv):
    """The answer to a nonce: the characters of both are what counts."""
    key = base64.b64decode(secret)
    nonce = nonce.encode("ascii")
    digest = hmac.new(derive(key, b"SESSION KEY HASH"), nonce, hashlib.sha1).digest()
    cipher = des.encrypt_cbc(derive(key, b"SESSION KEY ENCRYPTION"), iv, nonce + b"\x08" * 8)
    head = struct.pack("<7L", 28, 1, 0x6603, 0x8004, len(iv), len(digest), len(cipher))
    return base64.b64encode(head + iv + digest + cipher).decode("ascii")


def lock_key(challenge, product, key):
    """The answer to a challenge, of the notification server as of the service for offline messages."""
    words = struct.unpack("<4L", hashlib.md5((challenge + key).encode("ascii")).digest())
    masked = [word & 0x7FFFFFFF for word in words]
    text = (challenge + product).encode("ascii")
    text += b"0" * (8 - len(text) % 8)
    pieces = struct.unpack("<%dL" % (len(text) // 4), text)
    high = low = 0
    for even, odd in zip(pieces[::2], pieces[1::2]):
        step = (0x0E79A9C1 * even) % 0x7FFFFFFF + high
        step = (masked[0] * step + masked[1]) % 0x7FFFFFFF
        high = (odd + step) % 0x7FFFFFFF
        high = (masked[2] * high + masked[3]) % 0x7FFFFFFF
        low += high + step
    high = (high + masked[1]) % 0x7FFFFFFF
    low = (low + masked[3]) % 0x7FFFFFFF
    mixed = [words[0] ^ high, words[1] ^ low, words[2] ^ high, words[3] ^ low]
    return struct.pack("<4L", *mixed).hex()


def vectors(_):
    plain = des.encrypt_cbc(bytes.fromhex("133457799BBCDFF1") * 3, bytes(8), bytes.fromhex("0123456789ABCDEF"))
    need(plain.hex() == "85e813540f0ab405", "DES of one block is " + plain.hex())
    nonce = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5v"
    expected = (
        "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAKChoqOkpaanN5TN0hgKE54C2LDxK1jvVwUpWK1nLdOqJnQHnA5LIocSx4QZfZWntmdzxQEv"
        "ULso0NXzZzYuu2PsgtJw+z8UH3BfUzw7nFWZaBpVSUi0A4PWkdsGBq4/E1XHjS8="
    )
    answer = proof("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", nonce, bytes.fromhex("a0a1a2a3a4a5a6a7"))
    need(answer == expected, "the proof of the vector is " + answer)
    for challenge, product, key, expected in [
        ("22210219642164014968", "PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL", "85ecb0db8f32113df79ce0892b9a102c"),
        ("1850937852", "PROD0119GSJUC$18", "ILTXC!4IXB5FB*PX", "844559b18ac25f3affb9281fd729203c"),
    ]:
        answer = lock_key(challenge, product, key)
        need(answer == expected, "the lock key is " + answer)
    return "all as they are known"


# XML.


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def find(element, *path):
    """The first child of this name, and so on down; whatever the namespace, as clients do it."""
    for name in path:
        element = next((child for child in element if local(child) == name), None)
        if element is None:
            return None
    return element


def text(element, *path):
    found = find(element, *path)
    return None if found is None or found.text is None else found.text


def every(element, name):
    return [child for child in element.iter() if local(child) == name]


# The client.


class Client:
    def __init__(self, host, http_port, msnp_port, address, password, friend):
        self.host, self.http_port, self.msnp_port = host, http_port, msnp_port
        self.address, self.password, self.friend = address, password, friend
        self.tickets, self.secret = {}, None

    def post(self, host, path, body, action=None, headers=()):
        connection = http.client.HTTPConnection(self.host, self.http_port, timeout=20)
        fields = {"Host": host, "User-Agent": "MSMSGS", "Content-Type": "text/xml; charset=utf-8"}
        fields.update(headers)
        if action:
            fields["SOAPAction"] = '"%s"' % action
        connection.request("POST", path, body.encode("utf-8"), fields)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        try:
            return answer.status, ElementTree.fromstring(content), content
        except ElementTree.ParseError as error:
            raise Wrong("%s answers %d, and no XML (%s): %r" % (path, answer.status, error, content[:300])) from error

    def call(self, host, path, namespace, operation, header, body, action=None):
        """An operation of SOAP 1.1: the element of its answer."""
        envelope = (
            '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="%s" xmlns:xsi="%s">'
            "<soap:Header>%s</soap:Header><soap:Body>%s</soap:Body></soap:Envelope>" % (SOAP, INSTANCE, header, body)
        )
        action = action or namespace.rstrip("/") + "/" + operation
        status, answer, content = self.post(host, path, envelope, action)
        need(answer.tag == "{%s}Envelope" % SOAP, "no envelope: %r" % content[:300])
        fault = find(answer, "Body", "Fault")
        need(fault is None, "%s: a fault %r" % (operation, content[:900]))
        need(status == 200, "%s answers %d" % (operation, status))
        # Some name the answer of the newer operation after the older one.
        names = [operation + "Response", operation.rstrip("2") + "Response"]
        found = next((child for name in names for child in [find(answer, "Body", name)] if child is not None), None)
        need(found is not None, "%s: no answer in %r" % (operation, content[:300]))
        return found

    def rst(self, password):
        asked = ""
        for number, (service, policy) in enumerate(SERVICES):
            policy = '<wsse:PolicyReference URI="%s"/>' % policy if policy else ""
            asked += (
                '<wst:RequestSecurityToken Id="RST%d">'
                "<wst:RequestType>http://schemas.xmlsoap.org/ws/2004/04/security/trust/Issue</wst:RequestType>"
                "<wsp:AppliesTo><wsa:EndpointReference><wsa:Address>%s</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>%s"
                "</wst:RequestSecurityToken>" % (number, service, policy)
            )
        envelope = (
            '<?xml version="1.0" encoding="UTF-8"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/" '
            'xmlns:wsse="http://schemas.xmlsoap.org/ws/2003/06/secext" '
            'xmlns:wsp="http://schemas.xmlsoap.org/ws/2002/12/policy" '
            'xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/03/addressing" '
            'xmlns:wst="http://schemas.xmlsoap.org/ws/2004/04/trust" '
            'xmlns:ps="http://schemas.microsoft.com/Passport/SoapServices/PPCRL"><Header><ps:AuthInfo Id="PPAuthInfo">'
            "<ps:HostingApp>{7108E71A-9926-4FCB-BCC9-9A9D3F32E423}</ps:HostingApp><ps:BinaryVersion>4</ps:BinaryVersion>"
            "<ps:UIVersion>1</ps:UIVersion><ps:Cookies></ps:Cookies>"
            "<ps:RequestParams>AQAAAAIAAABsYwQAAAAxMDMz</ps:RequestParams></ps:AuthInfo>"
            '<wsse:Security><wsse:UsernameToken Id="user"><wsse:Username>%s</wsse:Username>'
            "<wsse:Password>%s</wsse:Password></wsse:UsernameToken></wsse:Security></Header>"
            '<Body><ps:RequestMultipleSecurityTokens Id="RSTS">%s</ps:RequestMultipleSecurityTokens></Body></Envelope>'
            % (escape(self.address), escape(password), asked)
        )
        return self.post("login.live.com", "/RST.srf", envelope)

    def sign_in_by_ticket(self):
        """Tickets, if there are none yet."""
        if not self.tickets:
            tickets(self)

    def address_book_header(self, scenario):
        return (
            '<ABApplicationHeader xmlns="%s"><ApplicationId>CFE80F9D-180F-4399-82AB-413F33A1FA11</ApplicationId>'
            "<IsMigration>false</IsMigration><PartnerScenario>%s</PartnerScenario></ABApplicationHeader>"
            '<ABAuthHeader xmlns="%s"><ManagedGroupRequest>false</ManagedGroupRequest><TicketToken>%s</TicketToken></ABAuthHeader>'
            % (ADDRESS_BOOK, scenario, ADDRESS_BOOK, escape(self.tickets["contacts.msn.com"]))
        )

    def memberships(self, since):
        body = (
            '<FindMembership xmlns="%s"><serviceFilter><Types><ServiceType>Messenger</ServiceType></Types></serviceFilter>'
            "<View>Full</View><deltasOnly>%s</deltasOnly><lastChange>%s</lastChange></FindMembership>"
            % (ADDRESS_BOOK, "false" if since == NEVER else "true", since)
        )
        header = self.address_book_header("Initial")
        path = "/abservice/SharingService.asmx"
        return self.call("contacts.msn.com", path, ADDRESS_BOOK, "FindMembership", header, body)

    def contacts(self, since):
        body = (
            '<ABFindAll xmlns="%s"><abId>%s</abId><abView>Full</abView><deltasOnly>%s</deltasOnly>'
            "<lastChange>%s</lastChange></ABFindAll>"
            % (ADDRESS_BOOK, OWN_BOOK, "false" if since == NEVER else "true", since)
        )
        header = self.address_book_header("Initial")
        path = "/abservice/abservice.asmx"
        return self.call("contacts.msn.com", path, ADDRESS_BOOK, "ABFindAll", header, body)

    def inbox(self, operation, body=""):
        ticket = self.tickets["messenger.msn.com"]
        fields = dict(piece.split("=", 1) for piece in ticket.split("&") if "=" in piece)
        header = '<PassportCookie xmlns="%s"><t>%s</t><p>%s</p></PassportCookie>' % (
            INBOX,
            escape(fields["t"]),
            escape(fields.get("p", "")),
        )
        body = '<%s xmlns="%s">%s</%s>' % (operation, INBOX, body, operation)
        return self.call("rsi.hotmail.com", "/rsi/rsi.asmx", INBOX, operation, header, body)


# The steps.


def tickets(client):
    status, answer, content = client.rst(client.password)
    need(status == 200, "RST answers %d" % status)
    collection = find(answer, "Body", "RequestSecurityTokenResponseCollection")
    need(collection is not None, "no tickets: %r" % content[:600])
    between = [collection.text] + [child.tail for child in collection]
    need(not any(between), "white space between the tickets, which ends Pidgin")
    need(len(collection) == len(SERVICES), "%d tickets for %d services" % (len(collection), len(SERVICES)))
    for number, (token, (service, _)) in enumerate(zip(collection, SERVICES)):
        address = text(token, "AppliesTo", "EndpointReference", "Address")
        need(address == service, "the ticket %d is for %s, not for %s" % (number, address, service))
        secret = text(token, "RequestedProofToken", "BinarySecret")
        if number == 0:
            need(text(token, "TokenType") == "urn:passport:legacy", "the first token is another one")
            need(every(token, "CipherValue"), "the first token has no cipher")
            continue
        found = every(token, "BinarySecurityToken")
        need(len(found) == 1, "%d tokens for %s" % (len(found), service))
        name = "Compact" if service != "messenger.msn.com" else None
        identifier = found[0].get("Id", "")
        need(name is None or identifier == "%s%d" % (name, number), "the ticket for %s is called %s" % (service, identifier))
        need(found[0].text and found[0].text.startswith("t="), "the ticket for %s is %r" % (service, found[0].text))
        client.tickets[service] = found[0].text
        if service == "messengerclear.live.com":
            need(secret and len(base64.b64decode(secret)) == 24, "the secret of the ticket is %r" % secret)
            client.secret = secret
    properties = {item.get("Name"): item.text for item in every(answer, "credProperty")}
    need(properties.get("AuthMembername") == client.address, "the tickets are for %s" % properties.get("AuthMembername"))
    int(properties["CID"], 16)
    return "%d tickets" % len(client.tickets)


def refused(client):
    _, answer, content = client.rst(client.password + "x")
    # As Pidgin and aMSN look for it: directly in the envelope, and with that very prefix.
    fault = find(answer, "Fault")
    need(fault is not None, "no fault beside the body: %r" % content[:600])
    need(text(fault, "faultcode") == "wsse:FailedAuthentication", "the fault is %s" % text(fault, "faultcode"))
    need(text(fault, "faultstring"), "the fault has no text")
    return text(fault, "faultstring")


class Line:
    """A connection to the notification server."""

    def __init__(self, client):
        self.socket = socket.create_connection((client.host, client.msnp_port), timeout=20)
        self.file = self.socket.makefile("rb")

    def say(self, line):
        self.socket.sendall(line.encode("utf-8") + b"\r\n")

    def hear(self):
        line = self.file.readline()
        need(line.endswith(b"\r\n"), "the server closed the connection after %r" % line)
        words = line.decode("utf-8").rstrip("\r\n").split(" ")
        payload = b""
        if words[0] in ("MSG", "GCF", "NOT", "UBX", "ADL", "RML", "FQY") and words[-1].isdigit():
            payload = self.file.read(int(words[-1]))
        return words, payload

    def until(self, name):
        heard = []
        while True:
            words, payload = self.hear()
            heard.append((words, payload))
            if words[0] == name:
                return heard
            need(not words[0].isdigit(), "the server says %s" % " ".join(words))


def sign_in(client):
    client.sign_in_by_ticket()
    line = Line(client)
    line.say("VER 1 MSNP15 CVR0")
    words, _ = line.hear()
    need(words == ["VER", "1", "MSNP15"], "VER: %s" % words)
    line.say("CVR 2 0x0409 winnt 5.1.0 i386 MSNMSGR 8.5.1302 msmsgs " + client.address)
    words, _ = line.hear()
    need(words[:2] == ["CVR", "2"] and len(words) == 7, "CVR: %s" % words)
    line.say("USR 3 SSO I " + client.address)
    words, _ = line.until("USR")[-1]
    need(words[:4] == ["USR", "3", "SSO", "S"] and len(words) == 6, "USR: %s" % words)
    policy, nonce = words[4:]
    need(policy == "MBI_KEY_OLD" and len(nonce) == 64 and len(base64.b64decode(nonce)) == 48, "the nonce is %s" % words)
    ticket = client.tickets["messengerclear.live.com"]
    line.say("USR 4 SSO S %s %s" % (ticket, proof(client.secret, nonce, os.urandom(8))))
    words, _ = line.until("USR")[-1]
    need(words[:4] == ["USR", "4", "OK", client.address], "USR: %s" % words)
    words, profile = line.until("MSG")[-1]
    need(words[:3] == ["MSG", "Hotmail", "Hotmail"], "MSG: %s" % words)
    need(b"text/x-msmsgsprofile" in profile, "the first message is no profile: %r" % profile)
    line.say("CHG 5 NLN 0")
    words, _ = line.until("CHG")[-1]
    need(words[:3] == ["CHG", "5", "NLN"], "CHG: %s" % words)
    line.say("OUT")
    return "with MSNP15"


def members(answer):
    """Who has which role, of the service for Messenger, with the moment of its last change."""
    services = [service for service in every(answer, "Service") if text(service, "Info", "Handle", "Type") == "Messenger"]
    need(len(services) == 1, "%d services for Messenger" % len(services))
    roles, numbers = {}, []
    for membership in every(services[0], "Membership"):
        role = text(membership, "MemberRole")
        roles[role] = {}
        for member in every(membership, "Member"):
            kind = member.get("{%s}type" % INSTANCE)
            need(kind in ("PassportMember", "EmailMember", "PhoneMember"), "a member without a kind: %s" % kind)
            number = int(text(member, "MembershipId"))
            numbers.append(number)
            if kind == "PassportMember":
                roles[role][text(member, "PassportName").lower()] = text(member, "Deleted") == "true"
    need(len(numbers) == len(set(numbers)), "two memberships of one number")
    return roles, text(services[0], "LastChange")


def people(answer):
    """Who is a contact, with the moment of the last change."""
    found = {}
    for contact in every(answer, "Contact"):
        kind = text(contact, "contactInfo", "contactType")
        need(kind, "a contact without a type")
        uuid.UUID(text(contact, "contactId"))
        name = (text(contact, "contactInfo", "passportName") or "").lower()
        gone = text(contact, "fDeleted") == "true"
        found[name] = (kind, text(contact, "contactInfo", "isMessengerUser") == "true", gone)
    return found, text(answer, "ABFindAllResult", "ab", "lastChange")


def address_book(client):
    client.sign_in_by_ticket()
    roles, since = members(client.memberships(NEVER))
    need(list(roles) == ["Allow", "Block", "Reverse", "Pending"], "the roles are %s" % list(roles))
    need(since, "no moment of the last change")
    found, since = people(client.contacts(NEVER))
    need(since, "no moment of the last change")
    need(found.get(client.address, ("",))[0] == "Me", "the account itself is not among %s" % found)
    return "%d contacts, %d allowed" % (len(found) - 1, len(roles["Allow"]))


def deltas(client):
    client.sign_in_by_ticket()
    _, roles_since = members(client.memberships(NEVER))
    before, since = people(client.contacts(NEVER))
    need(client.friend not in before, "%s is a contact already" % client.friend)
    body = (
        '<ABContactAdd xmlns="%s"><abId>%s</abId><contacts><Contact xmlns="%s"><contactInfo><contactType>LivePending</contactType>'
        "<passportName>%s</passportName><isMessengerUser>true</isMessengerUser></contactInfo></Contact></contacts>"
        "<options><EnableAllowListManagement>true</EnableAllowListManagement></options></ABContactAdd>"
        % (ADDRESS_BOOK, OWN_BOOK, ADDRESS_BOOK, escape(client.friend))
    )
    header = client.address_book_header("ContactSave")
    path = "/abservice/abservice.asmx"
    answer = client.call("contacts.msn.com", path, ADDRESS_BOOK, "ABContactAdd", header, body)
    number = text(answer, "ABContactAddResult", "guid")
    uuid.UUID(number)
    changed, later = people(client.contacts(since))
    others = set(changed) - {client.friend, client.address}
    need(client.friend in changed and not others, "what has changed are %s" % changed)
    need(changed[client.friend][1], "the friend is no user of Messenger")
    need(later != since, "the moment of the last change is the old one")
    roles, _ = members(client.memberships(roles_since))
    need(client.friend in roles.get("Allow", {}), "the friend is not allowed: %s" % roles)
    body = (
        '<ABContactDelete xmlns="%s"><abId>%s</abId><contacts><Contact><contactId>%s</contactId></Contact></contacts>'
        "</ABContactDelete>" % (ADDRESS_BOOK, OWN_BOOK, number)
    )
    client.call("contacts.msn.com", path, ADDRESS_BOOK, "ABContactDelete", header, body)
    changed, _ = people(client.contacts(later))
    entry = changed.get(client.friend)
    need(entry and (entry[2] or not entry[1]), "the friend is not told to be gone: %s" % changed)
    need(client.friend not in people(client.contacts(NEVER))[0], "the friend is still there")
    return "one came, and went"


def leave(client, receiver, number, message):
    content = (
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n"
        "X-OIM-Message-Type: OfflineMessage\r\nX-OIM-Run-Id: {%s}\r\nX-OIM-Sequence-Num: %d\r\n\r\n%s\r\n"
        % (str(uuid.uuid4()).upper(), number, base64.b64encode(message.encode("utf-8")).decode("ascii"))
    )
    header = (
        '<From memberName="%s" friendlyName="=?utf-8?B?QQ==?=" xml:lang="en-US" proxy="MSNMSGR" xmlns="%s" '
        'msnpVer="MSNP15" buildVer="8.5.1302"/><To memberName="%s" xmlns="%s"/>'
        '<Ticket passport="%s" appid="PROD0119GSJUC$18" lockkey="%s" xmlns="%s"/>'
        '<Sequence xmlns="http://schemas.xmlsoap.org/ws/2003/03/rm">'
        '<Identifier xmlns="http://schemas.xmlsoap.org/ws/2002/07/utility">http://messenger.msn.com</Identifier>'
        "<MessageNumber>%d</MessageNumber></Sequence>"
        % (
            escape(client.address),
            OFFLINE_2004,
            escape(receiver),
            OFFLINE_2004,
            escape(client.tickets["messengersecure.live.com"], {'"': "&quot;"}),
            lock_key("1850937852", "PROD0119GSJUC$18", "ILTXC!4IXB5FB*PX"),
            OFFLINE_2004,
            number,
        )
    )
    body = '<MessageType xmlns="%s">text</MessageType><Content xmlns="%s">%s</Content>' % (
        OFFLINE_2004,
        OFFLINE_2004,
        escape(content),
    )
    client.call("ows.messenger.msn.com", "/OimWS/oim.asmx", OFFLINE, "Store2", header, body)


def offline(client):
    client.sign_in_by_ticket()
    message = "grüß dich, 爱丽丝 " + uuid.uuid4().hex
    leave(client, client.friend, 1, message)
    receiver = Client(client.host, client.http_port, client.msnp_port, client.friend, client.password, client.address)
    receiver.sign_in_by_ticket()
    waiting = every(receiver.inbox("GetMetadata"), "M")
    letters = [text(entry, "I") for entry in waiting if text(entry, "E") == client.address]
    need(letters, "no message of %s waits" % client.address)
    read = None
    for letter in letters:
        asked = "<messageId>%s</messageId><alsoMarkAsRead>false</alsoMarkAsRead>" % letter
        whole = text(receiver.inbox("GetMessage", asked), "GetMessageResult")
        head, _, body = whole.replace("\r\n", "\n").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line and not line.startswith((" ", "\t")))
        need(fields["From"].endswith("<%s>" % client.address), "the message is from %s" % fields["From"])
        if base64.b64decode(body).decode("utf-8") == message:
            need(fields["X-OIM-Sequence-Num"] == "1", "the message is number %s" % fields["X-OIM-Sequence-Num"])
            read = letter
    need(read, "the message has not arrived as it was left")
    receiver.inbox("DeleteMessages", "<messageIds><messageId>%s</messageId></messageIds>" % read)
    left = [text(entry, "I") for entry in every(receiver.inbox("GetMetadata"), "M")]
    need(read not in left, "the message is still there")
    return "%d waited" % len(letters)


def storage(client):
    client.sign_in_by_ticket()
    status, answer, content = client.rst(client.password)
    number = int({item.get("Name"): item.text for item in every(answer, "credProperty")}["CID"], 16)
    need(status == 200, "RST: %r" % content[:300])
    header = (
        '<StorageApplicationHeader xmlns="%s"><ApplicationID>Messenger Client 8.5</ApplicationID><Scenario>Initial</Scenario>'
        '</StorageApplicationHeader><StorageUserHeader xmlns="%s"><Puid>0</Puid><TicketToken>%s</TicketToken></StorageUserHeader>'
        % (STORAGE, STORAGE, escape(client.tickets["storage.msn.com"]))
    )
    body = (
        '<GetProfile xmlns="%s"><profileHandle><Alias><Name>%d</Name><NameSpace>MyCidStuff</NameSpace></Alias>'
        "<RelationshipName>MyProfile</RelationshipName></profileHandle><profileAttributes><ResourceID>true</ResourceID>"
        "<DateModified>true</DateModified><ExpressionProfileAttributes><ResourceID>true</ResourceID>"
        "<DateModified>true</DateModified><DisplayName>true</DisplayName><PersonalStatus>true</PersonalStatus>"
        "<Photo>true</Photo><Flags>true</Flags></ExpressionProfileAttributes></profileAttributes></GetProfile>" % (STORAGE, number)
    )
    path = "/storageservice/SchematizedStore.asmx"
    answer = client.call("storage.msn.com", path, STORAGE, "GetProfile", header, body)
    profile = find(answer, "GetProfileResult", "ExpressionProfile")
    need(profile is not None, "no profile")
    need(text(profile, "DisplayName"), "the profile has no name")
    return text(profile, "DisplayName")


STEPS = {
    "vectors": vectors,
    "tickets": tickets,
    "refused": refused,
    "sign-in": sign_in,
    "address-book": address_book,
    "deltas": deltas,
    "offline": offline,
    "storage": storage,
}


def main(arguments):
    host, http_port, msnp_port, address, password, friend, *steps = arguments
    client = Client(host, int(http_port), int(msnp_port), address, password, friend)
    for step in steps:
        try:
            print("%s: %s" % (step, STEPS[step](client)), flush=True)
        except Wrong as wrong:
            sys.exit("%s: %s" % (step, wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
