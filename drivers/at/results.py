"""Final result codes of V.250 5.7.1, 27.005 3.2.5 and 27.007 9.2, and the causes that they name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drivers.errors import Cause, Domain


def _table(rows: str) -> dict[int, str]:
    return {int(code): text for code, text in (row.split(maxsplit=1) for row in rows.strip().splitlines())}


# 0-127: RP-cause (24.011 E-2); 128-255: TP-FCS (23.040 9.2.3.22); from 300 on: 27.005 3.2.5.
CMS: Mapping[int, str] = _table("""
1 unassigned (unallocated) number
8 operator determined barring
10 call barred
17 network failure
21 short message transfer rejected
22 memory capacity exceeded
27 destination out of order
28 unidentified subscriber
29 facility rejected
30 unknown subscriber
38 network out of order
41 temporary failure
42 congestion
47 resources unavailable, unspecified
50 requested facility not subscribed
69 requested facility not implemented
81 invalid short message transfer reference value
95 semantically incorrect message
96 invalid mandatory information
97 message type non-existent or not implemented
98 message not compatible with short message protocol state
99 information element non-existent or not implemented
111 protocol error, unspecified
127 interworking, unspecified
128 telematic interworking not supported
129 short message type 0 not supported
130 cannot replace short message
143 unspecified TP-PID error
144 data coding scheme (alphabet) not supported
145 message class not supported
159 unspecified TP-DCS error
160 command cannot be actioned
161 command unsupported
175 unspecified TP-Command error
176 TPDU not supported
192 SC busy
193 no SC subscription
194 SC system failure
195 invalid SME address
196 destination SME barred
197 SM rejected, duplicate SM
198 TP-VPF not supported
199 TP-VP not supported
208 (U)SIM SMS storage full
209 no SMS storage capability in (U)SIM
210 error in MS
211 memory capacity exceeded
212 (U)SIM application toolkit busy
213 (U)SIM data download error
255 unspecified error cause
300 ME failure
301 SMS service of ME reserved
302 operation not allowed
303 operation not supported
304 invalid PDU mode parameter
305 invalid text mode parameter
310 (U)SIM not inserted
311 (U)SIM PIN required
312 PH-(U)SIM PIN required
313 (U)SIM failure
314 (U)SIM busy
315 (U)SIM wrong
316 (U)SIM PUK required
317 (U)SIM PIN2 required
318 (U)SIM PUK2 required
320 memory failure
321 invalid memory index
322 memory full
330 SMSC address unknown
331 no network service
332 network timeout
340 no +CNMA acknowledgement expected
500 unknown error
""")

# 0-100: 27.007 9.2.1; 103-150 and 171 on: 9.2.2 (packet domain); 151-165: 9.2.3 (VBS, VGCS and eMLPP).
CME: Mapping[int, str] = _table("""
0 phone failure
1 no connection to phone
2 phone-adaptor link reserved
3 operation not allowed
4 operation not supported
5 PH-SIM PIN required
6 PH-FSIM PIN required
7 PH-FSIM PUK required
10 SIM not inserted
11 SIM PIN required
12 SIM PUK required
13 SIM failure
14 SIM busy
15 SIM wrong
16 incorrect password
17 SIM PIN2 required
18 SIM PUK2 required
20 memory full
21 invalid index
22 not found
23 memory failure
24 text string too long
25 invalid characters in text string
26 dial string too long
27 invalid characters in dial string
30 no network service
31 network timeout
32 network not allowed - emergency calls only
40 network personalization PIN required
41 network personalization PUK required
42 network subset personalization PIN required
43 network subset personalization PUK required
44 service provider personalization PIN required
45 service provider personalization PUK required
46 corporate personalization PIN required
47 corporate personalization PUK required
48 hidden key required
49 EAP method not supported
50 incorrect parameters
51 command implemented but currently disabled
52 command aborted by user
53 not attached to network due to MT functionality restrictions
54 modem not allowed - MT restricted to emergency calls only
55 operation not allowed because of MT functionality restrictions
56 fixed dial number only allowed - called number is not a fixed dial number
57 temporarily out of service due to other MT usage
58 language/alphabet not supported
59 unexpected data value
60 system failure
61 data missing
62 call barred
63 message waiting indication subscription failure
100 unknown
103 illegal MS
106 illegal ME
107 GPRS services not allowed
108 GPRS services and non-GPRS services not allowed
111 PLMN not allowed
112 location area not allowed
113 roaming not allowed in this location area
114 GPRS services not allowed in this PLMN
115 no suitable cells in location area
122 congestion
125 not authorized for this CSG
126 insufficient resources
127 missing or unknown APN
128 unknown PDP address or PDP type
129 user authentication failed
130 activation rejected by GGSN, Serving GW or PDN GW
131 activation rejected, unspecified
132 service option not supported
133 requested service option not subscribed
134 service option temporarily out of order
140 feature not supported
141 semantic error in the TFT operation
142 syntactical error in the TFT operation
143 unknown PDP context
144 semantic errors in packet filter(s)
145 syntactical errors in packet filter(s)
146 PDP context without TFT already activated
148 unspecified GPRS error
149 PDP authentication failure
150 invalid mobile class
151 VBS/VGCS not supported by the network
152 no service subscription on SIM
153 no subscription for group ID
154 group ID not activated on SIM
155 no matching notification
156 VBS/VGCS call already present
157 congestion
158 network failure
159 uplink busy
160 no access rights for SIM file
161 no subscription for priority
162 operation not applicable or not possible
163 group ID prefixes not supported
164 group ID prefixes not usable for VBS
165 group ID prefix value invalid
171 last PDN disconnection not allowed
172 semantically incorrect message
173 mandatory information element error
174 information element non-existent or not implemented
175 conditional IE error
176 protocol error, unspecified
177 operator determined barring
178 maximum number of PDP contexts reached
179 requested APN not supported in current RAT and PLMN combination
180 request rejected, Bearer Control Mode violation
181 unsupported QCI value
182 user data transmission via control plane is congested
""")

# V.250 table 1: results that end a dial, answer or hook command.
DIAL: Mapping[str, int] = {"NO CARRIER": 3, "NO DIALTONE": 6, "BUSY": 7, "NO ANSWER": 8}

_TABLES: Mapping[Domain, Mapping[int, str]] = {"CMS": CMS, "CME": CME}
_NOT_SPOKEN = re.compile(r"\(u\)|[^a-z0-9]+")


def _spoken(text: str) -> str:
    """The words of a text as modems spell them: case, punctuation, plurals of spaces and USIM for SIM set aside."""
    return _NOT_SPOKEN.sub("", text.lower()).replace("usim", "sim").replace("personalisation", "personalization")


def _codes(table: Mapping[int, str]) -> dict[str, int]:
    """The first code for each text: where two codes share one, it is the general one."""
    return {_spoken(text): code for code, text in sorted(table.items(), reverse=True)}


_CODES: Mapping[Domain, Mapping[str, int]] = {domain: _codes(table) for domain, table in _TABLES.items()}
_ERRORS: Mapping[str, Domain] = {"+CMS ERROR": "CMS", "+CME ERROR": "CME"}


def describe(domain: Domain, code: int) -> str:
    """The standard's text for a code; `manufacturer specific` from 512 on, `reserved` for the rest."""
    return _TABLES.get(domain, {}).get(code) or ("manufacturer specific" if code >= 512 else "reserved")


def _extended(domain: Domain, detail: str) -> Cause:
    """`+CMEE` 1 gives a number, 2 a text."""
    if detail.isascii() and detail.isdigit():
        return Cause(domain, int(detail[:9]), describe(domain, int(detail[:9])))
    return Cause(domain, _CODES[domain].get(_spoken(detail)), detail)


def error(line: str) -> Cause | None:
    """The cause in a final result that says an error (`ERROR`, `+CMS ERROR: ..`, `+CME ERROR: ..`), None for others."""
    if line == "ERROR":
        return Cause("V250", None, line)
    domain = _ERRORS.get(line[:10])
    return None if domain is None else _extended(domain, line[10:].lstrip(" :").strip(' "'))


def bare(line: str) -> Cause:
    """The cause for a result code that is its own text, such as `BUSY`."""
    return Cause("V250", DIAL.get(line), line)
