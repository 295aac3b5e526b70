//! The forms of the protocol reference, word by word, and how many words each takes.
//!
//! A form is a line. `[word]` may be missing, `[word+word]` may be missing together; `{word}` may be missing too, but is always written; `(word)` is read and
//! not written; `…` takes any more that come; `+ text` is a payload. Everything else must be there.

use msnp::Dialect;

use crate::spoken::{ALL, Spoken};

/// What each dialect from the first to the last has: one row of the reference.
type Row = (u8, u8, &'static str);

/// References 01 §3 to §8, 02 §1 to §12, 20, 21.
const FROM_CLIENT: &[Row] = &[
    (2, 18, "VER 1 [MSNP7] [MSNP6] [CVR0] …"),
    (2, 3, "CVR 1 0x0409 win 4.10 i386 MSMSGS 1.0.0863 (MSMSGS) (alice@example.com)"),
    (4, 18, "CVR 1 0x0409 win 4.10 i386 MSMSGS 4.5.0127 [MSMSGS] [alice@example.com]"),
    (2, 3, "CVQ 1 0x0409 win 4.10 i386 MSMSGS 1.0.0863 (MSMSGS) (alice@example.com)"),
    (4, 18, "CVQ 1 0x0409 win 4.10 i386 MSMSGS 4.5.0127 [MSMSGS] [alice@example.com]"),
    (2, 7, "INF 2"),
    (2, 2, "USR 3 CTP I alice@example.com [password]"),
    (3, 7, "USR 3 MD5 I alice@example.com"),
    (2, 7, "USR 4 MD5 S 51e3a75e2f9fcb9ea2f7ee349c9caaa2"),
    (8, 18, "USR 6 TWN I alice@example.com"),
    (8, 18, "USR 7 TWN S t=53*1hAu8ADuD3TEwdXoOMi08sD&p="),
    (13, 18, "USR 6 SSO I alice@example.com"),
    (13, 15, "USR 7 SSO S t=53*1hAu8ADuD3TEwdXoOMi08sD&p= [HAAAAAEAAAADZgAABIAAAAgAAAAUAAAA]"),
    (
        16,
        18,
        "USR 7 SSO S t=53*1hAu8ADuD3TEwdXoOMi08sD&p= [HAAAAAEAAAADZgAABIAAAAgAAAAUAAAA] [{f60efbe7-94af-4b16-b926-e4e10878d329}]",
    ),
    (16, 18, "USR 7 SSO S t=53*1hAu8ADuD3TEwdXoOMi08sD&p= [{f60efbe7-94af-4b16-b926-e4e10878d329}]"),
    (18, 18, "USR 20 SHA A PD94bWwgdmVyc2lvbj0iMS4wIj8+"),
    (2, 18, "XFR 15 SB"),
    (2, 9, "SYN 5 0"),
    (10, 12, "SYN 5 0 0"),
    (10, 12, "SYN 5 2005-04-23T18:57:44.8130000-07:00 2005-04-23T18:57:54.2070000-07:00"),
    (2, 8, "LST 6 RL"),
    (7, 8, "LSG 6"),
    (2, 6, "ADD 7 FL bob@example.com Bob%20B"),
    (7, 9, "ADD 7 FL bob@example.com Bob%20B [2]"),
    (10, 12, "ADC 7 FL N=bob@example.com [F=Bob%20B]"),
    (10, 12, "ADC 7 FL C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 f60efbe7-94af-4b16-b926-e4e10878d329"),
    (10, 12, "ADC 7 AL N=bob@example.com"),
    (10, 12, "ADC 7 RL N=bob@example.com"),
    (11, 12, "ADC 7 FL N=tel:15551111222 [F=Bob]"),
    (2, 6, "REM 8 AL bob@example.com"),
    (7, 9, "REM 8 FL bob@example.com [2]"),
    (10, 12, "REM 8 FL c1f9a363-4ee9-4a33-a434-b056a4c55b98 [f60efbe7-94af-4b16-b926-e4e10878d329]"),
    (10, 12, "REM 8 PL bob@example.com"),
    (7, 9, "ADG 9 Work {0}"),
    (10, 12, "ADG 9 Work (0)"),
    (7, 9, "RMG 10 2"),
    (10, 12, "RMG 10 f60efbe7-94af-4b16-b926-e4e10878d329 (0)"),
    (10, 12, "RMG 10 New%20Group (0)"),
    (7, 9, "REG 11 2 Work%20mates {0}"),
    (10, 12, "REG 11 f60efbe7-94af-4b16-b926-e4e10878d329 Work%20mates (0)"),
    (2, 9, "REA 12 alice@example.com Alice%20L"),
    (10, 12, "SBP 12 c1f9a363-4ee9-4a33-a434-b056a4c55b98 PHM [555%201234] [1]"),
    (13, 18, "ADL 7 + <ml l=\"1\"></ml>"),
    (13, 18, "RML 7 + <ml></ml>"),
    (14, 18, "FQY 12 + <ml l=\"2\"></ml>"),
    (2, 12, "GTC 13 N"),
    (2, 18, "BLP 14 BL"),
    (5, 18, "PRP 15 PHH [555%201234]"),
    (2, 7, "CHG 16 NLN"),
    (8, 8, "CHG 16 NLN [268435460]"),
    (
        9,
        12,
        "CHG 16 NLN [268435460] [%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E]",
    ),
    (
        13,
        15,
        "CHG 16 NLN {268435460} {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E}",
    ),
    (13, 15, "CHG 16 NLN {0} {0}"),
    (
        16,
        18,
        "CHG 16 NLN {2789003324:48} {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E}",
    ),
    (16, 18, "CHG 16 NLN {0:0} {0}"),
    (11, 18, "UUX 11 + <Data><PSM>hello</PSM><CurrentMedia></CurrentMedia></Data>"),
    (14, 18, "UUM 21 dave@yahoo.com 32 1 + hello"),
    (13, 18, "UUN 21 alice@example.com;{f60efbe7-94af-4b16-b926-e4e10878d329} 4 + goawyplzthxbye"),
    (13, 18, "UUN 21 alice@example.com 3 + hello"),
    (18, 18, "PUT 31 + hello"),
    (18, 18, "DEL 31 + hello"),
    (18, 18, "SDG 40 + hello"),
    (18, 18, "VAS 41 eve@example.com 1 + hello"),
    (3, 18, "IMS 17 OFF"),
    (2, 18, "FND 18 [fname=Alice] [lname=*] …"),
    (2, 2, "SND 19 eve@example.com"),
    (3, 3, "SND 19 eve@example.com [0x0409] [MSMSGS]"),
    (4, 18, "SND 19 eve@example.com [0x0409] [MSMSGS] [MSMSGS]"),
    (5, 18, "SDC 20 eve@example.com 0x0409 MSMSGS MSMSGS X X Alice + hello"),
    (5, 18, "PAG 21 bob@example.com + <TEXT>hi</TEXT>"),
    (9, 18, "PGD 21 bob@example.com 1 + <TEXT>hi</TEXT>"),
    (11, 13, "LKP 21 tel:+15551111222"),
    (2, 18, "URL 22 COMPOSE [a%40b]"),
    (11, 12, "GCF 9 Shields.xml"),
    (6, 18, "CHL 23"),
    (6, 18, "QRY 24 msmsgs@msnmsgr.com + 8f2f5a91b72102cd28355e9fc9000d6e"),
    (2, 18, "PNG"),
    (2, 18, "OUT"),
];

/// References 01 §3 to §8, 02 §1 to §12, 20, 21.
const FROM_SERVER: &[Row] = &[
    (2, 18, "VER 1 MSNP7"),
    (2, 18, "CVR 1 4.7.0105 4.7.0105 1.0.0000 http://a/ http://b/"),
    (2, 18, "CVQ 1 4.7.0105 4.7.0105 1.0.0000 http://a/ http://b/"),
    (2, 7, "INF 2 [MD5] [CTP] …"),
    (2, 7, "USR 3 MD5 S [1013928519.693957190]"),
    (8, 18, "USR 6 TWN S [ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1]"),
    (13, 18, "USR 3 SSO S MBI_KEY_OLD AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"),
    (2, 5, "USR 4 OK alice@example.com Alice"),
    (6, 7, "USR 4 OK alice@example.com Alice [1]"),
    (8, 9, "USR 7 OK alice@example.com Alice [1] [0]"),
    (10, 18, "USR 7 OK alice@example.com [1] [0]"),
    (11, 18, "SBS 0 null"),
    (2, 2, "XFR 3 NS 10.0.0.7:1863"),
    (3, 6, "XFR 3 NS 10.0.0.7:1863 {0}"),
    (7, 12, "XFR 3 NS 10.0.0.7:1863 {0} [10.0.0.6:1863]"),
    (13, 18, "XFR 3 NS 10.0.0.7:1863 {U} {D}"),
    (2, 12, "XFR 15 SB 10.0.0.7:1863 CKI 17262740.1050826919.32308"),
    (13, 13, "XFR 15 SB 10.0.0.7:1863 CKI 17262740.1050826919.32308 U messenger.msn.com"),
    (14, 18, "XFR 15 SB 10.0.0.7:1863 CKI 17262740.1050826919.32308 U messenger.msn.com 1"),
    (2, 7, "SYN 5 255"),
    (8, 9, "SYN 8 27 [1+2]"),
    (10, 12, "SYN 8 2005-04-23T18:57:44.8130000-07:00 2005-04-23T18:57:54.2070000-07:00 [2+1]"),
    (2, 8, "LST 5 BL 255 0 0"),
    (2, 6, "LST 5 FL 255 1 1 bob@example.com Bob"),
    (7, 8, "LST 5 FL 255 1 1 bob@example.com Bob 0,1"),
    (2, 8, "LST 5 AL 255 1 1 bob@example.com Bob"),
    (8, 9, "LST bob@example.com Bob 11 {0}"),
    (8, 9, "LST dave@passport.com Dave 13 {1,2,3}"),
    (8, 9, "LST eve@passport.com Eavesdropper 12 (0)"),
    (
        10,
        11,
        "LST N=bob@example.com F=Bob C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 11 [f60efbe7-94af-4b16-b926-e4e10878d329]",
    ),
    (
        10,
        11,
        "LST N=bob@example.com F=Bob C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 11 [f60efbe7-94af-4b16-b926-e4e10878d329,c1f9a363-4ee9-4a33-a434-b056a4c55b98]",
    ),
    (10, 11, "LST N=eve@example.com F=Eve 12"),
    (10, 11, "LST N=fred@example.com F=Fred 16"),
    (
        12,
        12,
        "LST N=bob@example.com F=Bob C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 11 1 [f60efbe7-94af-4b16-b926-e4e10878d329]",
    ),
    (12, 12, "LST N=eve@example.com F=Eve 12 1"),
    (11, 11, "LST N=tel:15551111222 F=John C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 3"),
    (12, 12, "LST N=tel:15551111222 F=John C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 3 4"),
    (7, 8, "LSG 5 255 1 2 0 Other%20Contacts {0}"),
    (8, 9, "LSG 0 Other%20Contacts 0"),
    (10, 12, "LSG Friends f60efbe7-94af-4b16-b926-e4e10878d329"),
    (2, 6, "ADD 0 RL 255 bob@example.com Bob"),
    (7, 9, "ADD 7 FL 255 bob@example.com Bob [2]"),
    (10, 12, "ADC 7 FL N=bob@example.com [F=Bob%20B] [C=c1f9a363-4ee9-4a33-a434-b056a4c55b98]"),
    (10, 12, "ADC 7 FL C=c1f9a363-4ee9-4a33-a434-b056a4c55b98 f60efbe7-94af-4b16-b926-e4e10878d329"),
    (10, 12, "ADC 7 AL N=bob@example.com"),
    (10, 12, "ADC 0 RL N=bob@example.com [F=Bob]"),
    (2, 6, "REM 0 RL 255 bob@example.com"),
    (7, 9, "REM 8 FL 255 bob@example.com [2]"),
    (10, 12, "REM 8 FL c1f9a363-4ee9-4a33-a434-b056a4c55b98 [f60efbe7-94af-4b16-b926-e4e10878d329]"),
    (10, 12, "REM 0 RL bob@example.com"),
    (7, 9, "ADG 9 255 Work 2 {0}"),
    (10, 12, "ADG 9 Work f60efbe7-94af-4b16-b926-e4e10878d329 (0)"),
    (10, 12, "ADG 9 0 Work f60efbe7-94af-4b16-b926-e4e10878d329 (0)"),
    (7, 9, "RMG 10 255 2"),
    (10, 12, "RMG 10 f60efbe7-94af-4b16-b926-e4e10878d329"),
    (10, 12, "RMG 10 0 f60efbe7-94af-4b16-b926-e4e10878d329"),
    (7, 9, "REG 11 255 2 Work%20mates {0}"),
    (10, 12, "REG 11 f60efbe7-94af-4b16-b926-e4e10878d329 Work%20mates (0)"),
    (10, 12, "REG 11 0 Work%20mates f60efbe7-94af-4b16-b926-e4e10878d329 (0)"),
    (2, 9, "REA 12 255 alice@example.com Alice%20L"),
    (10, 12, "SBP 12 c1f9a363-4ee9-4a33-a434-b056a4c55b98 PHM [555%201234] [1]"),
    (13, 18, "ADL 7 OK"),
    (13, 18, "ADL 0 + <ml></ml>"),
    (13, 18, "RML 7 OK"),
    (13, 18, "RML 0 + <ml></ml>"),
    (14, 18, "FQY 12 + <ml l=\"2\"></ml>"),
    (13, 18, "RFS 3"),
    (2, 9, "GTC 13 255 A"),
    (10, 12, "GTC 13 A"),
    (8, 12, "GTC A"),
    (2, 9, "BLP 14 255 AL"),
    (10, 18, "BLP 14 AL"),
    (8, 12, "BLP AL"),
    (5, 9, "PRP 15 255 PHW [555%201234]"),
    (10, 18, "PRP 15 MFN [Alice%20L]"),
    (8, 12, "PRP PHH [01%20234]"),
    (5, 9, "BPR 255 bob@example.com MOB [N]"),
    (10, 12, "BPR bob@example.com PHH [555%201234]"),
    (8, 12, "BPR MOB [Y]"),
    (2, 7, "CHG 16 NLN"),
    (8, 8, "CHG 16 NLN [268435460]"),
    (
        9,
        12,
        "CHG 16 NLN [268435460] [%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E]",
    ),
    (
        13,
        15,
        "CHG 16 NLN {268435460} {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E}",
    ),
    (13, 15, "CHG 16 NLN {0} {0}"),
    (
        16,
        18,
        "CHG 16 NLN {2789003324:48} {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E}",
    ),
    (16, 18, "CHG 16 NLN {0:0} {0}"),
    (2, 7, "ILN 16 BSY bob@example.com Bob"),
    (8, 8, "ILN 16 BSY bob@example.com Bob 24"),
    (
        9,
        12,
        "ILN 16 BSY bob@example.com Bob 24 [%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E]",
    ),
    (
        13,
        13,
        "ILN 16 BSY bob@example.com Bob 24 {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E}",
    ),
    (13, 13, "ILN 16 BSY bob@example.com Bob 24 {0}"),
    (14, 15, "ILN 16 BSY bob@example.com 1 Bob 24 {0}"),
    (16, 17, "ILN 16 BSY bob@example.com 1 Bob 24:48 {0}"),
    (2, 7, "NLN NLN bob@example.com Bob"),
    (8, 8, "NLN NLN bob@example.com Bob 24"),
    (
        9,
        12,
        "NLN NLN bob@example.com Bob 24 [%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E]",
    ),
    (
        13,
        13,
        "NLN NLN bob@example.com Bob 24 {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E}",
    ),
    (13, 13, "NLN NLN bob@example.com Bob 24 {0}"),
    (
        14,
        15,
        "NLN NLN dave@yahoo.com 32 Dave 24 {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E} [http:%2F%2Fexample.com%2Fyahoo.png]",
    ),
    (14, 15, "NLN NLN bob@example.com 1 Bob 24 {0} [http:%2F%2Fx]"),
    (16, 17, "NLN NLN bob@example.com 1 Bob 24:48 {0} [http:%2F%2Fx]"),
    (18, 18, "NLN NLN 1:bob@example.com Bob 24:48 {0} [http:%2F%2Fx]"),
    (
        18,
        18,
        "NLN NLN 1:bob@example.com;via=9:00000000-0000-0000-0009-000000000123@live.com Bob 24:48 {%3Cmsnobj%20Creator%3D%22alice%40example.com%22%20Type%3D%223%22%2F%3E} [http:%2F%2Fx]",
    ),
    (2, 13, "FLN bob@example.com"),
    (14, 15, "FLN bob@example.com 1 [24] [http:%2F%2Fx]"),
    (16, 17, "FLN bob@example.com 1 [0:0] [http:%2F%2Fx]"),
    (
        18,
        18,
        "FLN 1:bob@example.com;via=9:00000000-0000-0000-0009-000000000123@live.com [0:0] [http:%2F%2Fx]",
    ),
    (11, 18, "UUX 11 0"),
    (11, 13, "UBX bob@example.com + <Data><PSM></PSM><CurrentMedia></CurrentMedia></Data>"),
    (14, 17, "UBX bob@example.com 1 + <Data><PSM></PSM><CurrentMedia></CurrentMedia></Data>"),
    (18, 18, "UBX 1:bob@example.com + <Data><PSM></PSM><CurrentMedia></CurrentMedia></Data>"),
    (14, 18, "UUM 27 OK"),
    (14, 18, "UBM dave@yahoo.com 32 alice@example.com 1 1 + hello"),
    (13, 18, "UUN 21 OK"),
    (13, 18, "UBN alice@example.com;{f60efbe7-94af-4b16-b926-e4e10878d329} 4 + goawyplzthxbye"),
    (18, 18, "PUT 31 OK + hello"),
    (18, 18, "DEL 31 OK"),
    (18, 18, "SDG 40 OK"),
    (18, 18, "SDG 0 + hello"),
    (18, 18, "NFY PUT + hello"),
    (18, 18, "NFY DEL + hello"),
    (3, 18, "IMS 17 0 OFF"),
    (2, 7, "FND 18 1 2 [fname=Alice] [lname=A] …"),
    (2, 18, "SND 19 OK"),
    (5, 18, "SDC 20 OK"),
    (11, 13, "LKP 21 tel:+15551111222"),
    (2, 2, "URL 22 /cgi-bin/HoTMaiL https://example.com/"),
    (3, 18, "URL 22 /cgi-bin/HoTMaiL https://example.com/ [2]"),
    (11, 12, "GCF 9 [Shields.xml] + <config/>"),
    (13, 18, "GCF 0 + <Policies/>"),
    (6, 18, "CHL 0 15570131571988941333"),
    (6, 18, "QRY 24"),
    (2, 8, "QNG"),
    (9, 18, "QNG [50]"),
    (2, 18, "MSG Hotmail Hotmail + hello"),
    (5, 18, "NOT + <NOTIFICATION/>"),
    (6, 18, "IPG + <NOTIFICATION/>"),
    (2, 12, "RNG 11742066 10.0.0.7:1863 CKI 989495494.750408580 bob@example.com Bob"),
    (13, 13, "RNG 11742066 10.0.0.7:1863 CKI 989495494.750408580 bob@example.com Bob U messenger.msn.com"),
    (14, 18, "RNG 11742066 10.0.0.7:1863 CKI 989495494.750408580 bob@example.com Bob U messenger.msn.com 1"),
    (2, 18, "OUT [OTH]"),
    (10, 18, "OUT [MIG]"),
    (11, 18, "OUT [RCT+5]"),
];

/// Reference 03 §2 and §3.
const TO_SWITCHBOARD: &[Row] = &[
    (2, 18, "USR 1 alice@example.com 989487642.2070896604"),
    (2, 18, "ANS 1 bob@example.com 989495494.750408580 11717653"),
    (2, 18, "CAL 2 bob@example.com"),
    (2, 18, "MSG 3 N + hello"),
    (2, 18, "MSG 3 D + hello"),
    (2, 18, "PNG"),
    (2, 18, "OUT"),
];

/// Reference 03 §2 and §3.
const FROM_SWITCHBOARD: &[Row] = &[
    (2, 18, "USR 1 OK alice@example.com Alice"),
    (2, 11, "IRO 1 1 1 alice@example.com Alice"),
    (12, 15, "IRO 1 1 1 alice@example.com Alice [1073791020]"),
    (16, 18, "IRO 1 1 1 alice@example.com;{f60efbe7-94af-4b16-b926-e4e10878d329} Alice [1073791020:48]"),
    (2, 18, "ANS 1 OK"),
    (2, 18, "CAL 2 RINGING 11717653"),
    (2, 11, "JOI bob@example.com Bob"),
    (12, 15, "JOI bob@example.com Bob [268435460]"),
    (16, 18, "JOI bob@example.com Bob [268435460:48]"),
    (2, 18, "BYE bob@example.com [1]"),
    (2, 18, "ACK 3"),
    (2, 18, "NAK 3"),
    (2, 18, "MSG bob@example.com Bob + hello"),
    (2, 18, "OUT [SSD]"),
];

fn tables() -> impl Iterator<Item = (Spoken, &'static [Row])> {
    ALL.into_iter().zip([FROM_CLIENT, FROM_SERVER, TO_SWITCHBOARD, FROM_SWITCHBOARD])
}

/// Each form of each table with each dialect that has it.
fn each(mut check: impl FnMut(Spoken, Dialect, &Form<'_>)) {
    for (spoken, rows) in tables() {
        for (first, last, text) in rows {
            for dialect in dialects(*first, *last) {
                check(spoken, dialect, &Form::parse(text));
            }
        }
    }
}

fn dialects(first: u8, last: u8) -> impl Iterator<Item = Dialect> {
    (first..=last).map(|number| format!("MSNP{number}").parse().unwrap())
}

#[test]
fn each_form_is_read_and_written_alike() {
    each(|spoken, dialect, form| {
        for written in form.written() {
            let line = String::from_utf8_lossy(&written).into_owned();
            let (echoed, error) = (spoken.echo)(&[&written], dialect);
            assert_eq!(error, None, "{}, {dialect}: {line}", spoken.title);
            let echoed = echoed.into_iter().next().unwrap();
            let echoed = echoed.unwrap_or_else(|e| panic!("{}, {dialect}: {line}: {e}", spoken.title));
            assert_eq!(String::from_utf8_lossy(&echoed), line, "{}, {dialect}", spoken.title);
        }
    });
}

#[test]
fn what_does_not_matter_is_neither_missed_nor_minded() {
    each(|spoken, dialect, form| {
        for bytes in form.tolerated() {
            let line = String::from_utf8_lossy(&bytes).into_owned();
            assert!((spoken.echo)(&[&bytes], dialect).0[0].is_ok(), "{}, {dialect}: {line}", spoken.title);
        }
    });
}

#[test]
fn too_few_or_too_many_words_are_refused() {
    each(|spoken, dialect, form| {
        for bytes in form.wrong() {
            let line = String::from_utf8_lossy(&bytes).into_owned();
            let (echoed, _) = (spoken.echo)(&[&bytes], dialect);
            assert!(echoed.iter().all(Result::is_err), "{}, {dialect}: {line:?} is read", spoken.title);
        }
    });
}

#[test]
fn the_tables_have_every_command_and_no_dialect_has_more() {
    for (spoken, rows) in tables() {
        for dialect in Dialect::ALL {
            let has = |row: &&Row| dialects(row.0, row.1).any(|d| d == dialect);
            let mut listed: Vec<&str> = rows.iter().filter(has).map(|row| &row.2[..3]).collect();
            listed.dedup();
            let names = (spoken.names)(dialect);
            assert_eq!(listed, names, "{}, {dialect}", spoken.title);

            for (_, _, text) in rows.iter().filter(|row| !names.contains(&&row.2[..3])) {
                let bytes = Form::parse(text).written().remove(0);
                let (echoed, _) = (spoken.echo)(&[&bytes], dialect);
                assert!(echoed[0].is_err(), "{}, {dialect}: {text}", spoken.title);
            }
        }
    }
}

#[test]
fn runs_of_spaces_separate_like_one() {
    each(|spoken, dialect, form| {
        let written = form.written().remove(0);
        let line = String::from_utf8(written).unwrap();
        let (head, payload) = line.split_once("\r\n").unwrap();
        let spaced = format!("  {}   \r\n{payload}", head.replace(' ', "   "));
        let echoed = (spoken.echo)(&[spaced.as_bytes()], dialect).0.remove(0).unwrap();
        assert_eq!(String::from_utf8(echoed).unwrap(), line, "{}, {dialect}", spoken.title);
    });
}

/// A form, taken apart.
struct Form<'a> {
    /// The words that must be there, the name first.
    required: Vec<&'a str>,
    /// The words that are written in any case and not missed.
    tolerated: Vec<&'a str>,
    /// The words that may be missing.
    optional: Vec<String>,
    /// The words that are read and not written.
    ignored: Vec<&'a str>,
    open: bool,
    payload: Option<&'a str>,
}

impl<'a> Form<'a> {
    fn parse(text: &'a str) -> Self {
        let (words, payload) = match text.split_once(" + ") {
            Some((words, payload)) => (words, Some(payload)),
            None => (text, None),
        };
        let mut form = Self {
            required: vec![],
            tolerated: vec![],
            optional: vec![],
            ignored: vec![],
            open: false,
            payload,
        };
        for word in words.split(' ') {
            if let Some(word) = word.strip_prefix('[') {
                form.optional.push(word.trim_end_matches(']').replace('+', " "));
            } else if let Some(word) = word.strip_prefix('{') {
                form.tolerated.push(word.trim_matches(|c| c == '{' || c == '}'));
            } else if let Some(word) = word.strip_prefix('(') {
                form.ignored.push(word.trim_end_matches(')'));
            } else if word == "…" {
                form.open = true;
            } else {
                form.required.push(word);
            }
        }
        form
    }

    /// The lines that are written: with none, one, two ... of the words that may be missing.
    fn written(&self) -> Vec<Vec<u8>> {
        let optional = self.optional();
        let counts = 0..=optional.len();
        counts.map(|n| self.line(&[&self.required, &self.tolerated, &optional[..n]])).collect()
    }

    fn optional(&self) -> Vec<&str> {
        self.optional.iter().map(String::as_str).collect()
    }

    /// The lines that are only read.
    fn tolerated(&self) -> Vec<Vec<u8>> {
        let fewer = (0..self.tolerated.len()).map(|n| self.line(&[&self.required, &self.tolerated[..n]]));
        let more = (1..=self.ignored.len()).map(|n| self.line(&[&self.required, &self.ignored[..n]]));
        fewer.chain(more).collect()
    }

    /// The lines that nothing is.
    fn wrong(&self) -> Vec<Vec<u8>> {
        let counts = 1..self.required.len();
        let mut lines: Vec<_> = counts.map(|n| self.line(&[&self.required[..n]])).collect();
        if !self.open {
            for more in [&["1"][..], &["1", "1"]] {
                lines.push(self.line(&[
                    &self.required,
                    &self.tolerated,
                    &self.optional(),
                    &self.ignored,
                    more,
                ]));
            }
        }
        lines
    }

    fn line(&self, parts: &[&[&str]]) -> Vec<u8> {
        let words = parts.concat().join(" ");
        match self.payload {
            Some(payload) => format!("{words} {}\r\n{payload}", payload.len()),
            None => format!("{words}\r\n"),
        }
        .into_bytes()
    }
}
