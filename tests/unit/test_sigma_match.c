/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_match.c -- which events a detection finds. Where no other source is named, a test is
 * about the Sigma modifiers appendix 2.1.0 or the Sigma rules specification; "rule N" is one of the
 * twelve of docs/hunting.md about what these leave open. */
#include "tests/unit/sigma_expect.h"

#include <stdio.h>

#define EXPECT(examples) sigma_expect_items(examples, COUNT(examples))

/* ---- fields: rules 1 to 4 ---- */

TEST(walks_dotted_names) {
    static const SigmaExample examples[] = {
        {"a.b.c: x", "{'a':{'b':{'c':'x'}}}", true},
        {"a.b.c: x", "{'a':{'b':{'d':'x'}}}", false},
        {"a.b.c: x", "{'a':{'b':'x'}}", false},
        {"a.b.c: x", "{'a.b.c':'x','a':{'b':{'c':'y'}}}", true}, /* the literal key wins */
        {"a.b.c: y", "{'a.b.c':'x','a':{'b':{'c':'y'}}}", false},
        {"a.b.c: x", "{'a':{'b.c':'x'}}", false}, /* literal on the record only */
        {"a.b: x", "{'a':[{'b':'y'},{'b':'x'}]}", true},
        {"a.b: x", "{'a':[[{'b':'x'}]]}", true},
        {"a.b: x", "{'a':['x',{'c':'x'}]}", false},
        {"a.b.c: x", "{'a':[{'b':[{'c':'z'},{'c':'x'}]}]}", true},
        {"A: x", "{'a':'x'}", false}, /* names have case */
    };
    EXPECT(examples);
}

/* Rule 2, rule 7: booleans compare as text. */
TEST(compares_scalars_as_text) {
    static const SigmaExample examples[] = {
        {"f: 'false'", "{'f':false}", true},   {"f: false", "{'f':false}", true},
        {"f: false", "{'f':'False'}", true},   {"f: true", "{'f':false}", false},
        {"f: '1'", "{'f':1}", true},           {"f: '1'", "{'f':1.0}", false},
        {"f: '1.50'", "{'f':1.50}", true},     {"f: '1*'", "{'f':1.50}", true},
        {"f: 'null'", "{'f':null}", false},    {"f: '*'", "{'f':null}", false},
        {"f: ''", "{'f':''}", true},           {"f: ''", "{}", false},
        {"f: ''", "{'f':null}", false},        {"f: '*'", "{'f':''}", true},
        {"f: 'a\"b'", "{'f':'a\\\"b'}", true}, {"f: 'A'", "{'f':'\\u0061'}", true},
    };
    EXPECT(examples);
}

/* Rule 3. */
TEST(takes_any_element_of_a_list) {
    static const SigmaExample examples[] = {
        {"f: x", "{'f':['y','x']}", true},
        {"f: x", "{'f':[['x']]}", true},
        {"f: x", "{'f':[]}", false},
        {"f: '*'", "{'f':[]}", false},
        {"f: '*'", "{'f':[null]}", false},
        {"f: 5", "{'f':[4,5]}", true},
        {"f: x", "{'f':[{'g':'x'}]}", true},
        {"f: y", "{'f':[{'g':'x'}]}", false},
        {"f|contains: ','", "{'f':[1,2]}", false}, /* the list itself is no text */
    };
    EXPECT(examples);
}

/* Rule 4. */
TEST(takes_scalars_below_an_object_and_its_json) {
    static const SigmaExample examples[] = {
        {"f: x", "{'f':{'g':{'h':['y','x']}}}", true},
        {"f: g", "{'f':{'g':'x'}}", false}, /* a key is no value */
        {"f|contains: '\"g\":\"x\"'", "{'f': { 'g' : 'x' } }", true},
        {"f: '{\"g\":[1,true,null]}'", "{'f':{ 'g': [ 1 , true,\n null ] } }", true},
        {"f|contains: g", "{'f':{'g':1}}", true},
        {"f: '{}'", "{'f':{}}", true},
        {"f|startswith: '{\"h\"'", "{'f':[{'h':2}]}", true},
    };
    EXPECT(examples);
}

/* Rule 6 and "Special Field Values". */
TEST(finds_null_and_nothing) {
    static const SigmaExample examples[] = {
        {"f: null", "{}", true},
        {"f: null", "{'f':null}", true},
        {"f: null", "{'f':''}", false},
        {"f: null", "{'f':[]}", false},
        {"f: null", "{'f':0}", false},
        {"a.b: null", "{'a':{}}", true},
        {"a.b: null", "{'a':1}", true},
        {"a.b: null", "{'a':[{'b':null},{'c':1}]}", true},
        {"a.b: null", "{'a':[{'b':null},{'b':1}]}", false},
        {"f:\n- null\n- x", "{'f':'x'}", true},
        {"f:\n- null\n- x", "{}", true},
        {"f:\n- null\n- x", "{'f':'y'}", false},
        {"f|neq: null", "{'f':'y'}", true},
        {"f|neq: null", "{}", false},
    };
    EXPECT(examples);
}

/* "this check only verifies the presence of a field, not its value, be it empty or null" */
TEST(finds_fields_that_exist) {
    static const SigmaExample examples[] = {
        {"f|exists: true", "{'f':'x'}", true},    {"f|exists: true", "{'f':''}", true},
        {"f|exists: true", "{'f':null}", true},   {"f|exists: true", "{'f':[]}", true},
        {"f|exists: true", "{}", false},          {"f|exists: false", "{}", true},
        {"f|exists: false", "{'f':null}", false}, {"a.b|exists: true", "{'a':{'b':1}}", true},
        {"a.b|exists: true", "{'a':{}}", false},  {"a.b|exists: false", "{'a':[]}", true},
    };
    EXPECT(examples);
}

/* ---- values ---- */

/* Rule 5; "All values are treated as case-insensitive strings"; lists are linked with OR, the
 * entries of a map with AND. */
TEST(links_values_and_entries) {
    static const SigmaExample examples[] = {
        {"f: ABC", "{'f':'abc'}", true},           {"f: abc", "{'f':'ABC'}", true},
        {"f: abc", "{'f':'abcd'}", false},         {"f: a*", "{'f':'Abc'}", true},
        {"f:\n- a\n- b", "{'f':'b'}", true},       {"f:\n- a\n- b", "{'f':'c'}", false},
        {"f: a\ng: b", "{'f':'a','g':'b'}", true}, {"f: a\ng: b", "{'f':'a','g':'c'}", false},
    };
    EXPECT(examples);
}

/* "this modifier changes this to AND" */
TEST(knows_all) {
    static const SigmaExample examples[] = {
        {"f|contains|all:\n- a\n- b", "{'f':'xbxax'}", true},
        {"f|contains|all:\n- a\n- b", "{'f':'xbx'}", false},
        {"f|all|contains:\n- a\n- b", "{'f':'xbx'}", false},
        {"f|all:\n- a\n- b", "{'f':['b','a']}", true}, /* each by any element */
        {"f|all:\n- a\n- b", "{'f':['b']}", false},
        {"f|all:\n- a", "{'f':'a'}", true},
        {"f|re|all:\n- ^a\n- b$", "{'f':'ab'}", true},
        {"f|re|all:\n- ^a\n- b$", "{'f':'abc'}", false},
        {"f|contains|all|windash:\n- -a\n- -b", "{'f':'x /a -b'}", true},
        {"f|contains|all|windash:\n- -a\n- -b", "{'f':'x /a'}", false},
        {"f|all|neq:\n- a\n- b", "{'f':['a','b']}", false},
    };
    EXPECT(examples);
}

TEST(knows_startswith_endswith_contains) {
    static const SigmaExample examples[] = {
        {"f|startswith: ad", "{'f':'Administrator'}", true},
        {"f|startswith: ad", "{'f':'bad'}", false},
        {"f|startswith: ad", "{'f':'ad'}", true},
        {"f|endswith: \\cmd.exe", "{'f':'C:\\\\CMD.exe'}", true},
        {"f|endswith: cmd", "{'f':'cmdx'}", false},
        {"f|contains: min", "{'f':'Administrator'}", true},
        {"f|contains: mine", "{'f':'Administrator'}", false},
        {"f|contains: ''", "{'f':''}", true},
        {"f|contains: '*'", "{'f':'x'}", true}, /* hunting.md: as "present" */
        {"f|contains: '*'", "{}", false},
        {"f|contains: a?c", "{'f':'xabcx'}", true},
        {"f|contains: a*c", "{'f':'xa..cx'}", true},
        {"f|contains: 'a\\*c'", "{'f':'xabc'}", false},
        {"f|contains: 'a\\*c'", "{'f':'xa*cx'}", true},
        {"f|contains: 12", "{'f':3124}", true}, /* numbers as text */
        {"f|startswith: true", "{'f':'TRUEx'}", true},
        {"f|startswith:\n- a\n- b", "{'f':'bx'}", true},
    };
    EXPECT(examples);
}

TEST(knows_cased) {
    static const SigmaExample examples[] = {
        {"f|cased: ABC", "{'f':'ABC'}", true},
        {"f|cased: ABC", "{'f':'abc'}", false},
        {"f|contains|cased: B", "{'f':'aBc'}", true},
        {"f|cased|contains: B", "{'f':'abc'}", false},
        {"f|startswith|cased: A*c", "{'f':'Abc'}", true},
        {"f|startswith|cased: A*c", "{'f':'abc'}", false},
    };
    EXPECT(examples);
}

/* "The field is different from the specified values"; rule 11 for absent fields. */
TEST(knows_neq) {
    static const SigmaExample examples[] = {
        {"f|neq: a", "{'f':'b'}", true},
        {"f|neq: a", "{'f':'A'}", false},
        {"f|neq: a", "{}", true},
        {"f|neq:\n- a\n- b", "{'f':'b'}", false},
        {"f|neq:\n- a\n- b", "{'f':'c'}", true},
        {"f|neq: 5", "{'f':5}", false},
        {"f|neq: 5", "{'f':6}", true},
        {"f|contains|neq: a", "{'f':'bab'}", false},
        {"f|neq|cased: a", "{'f':'A'}", true},
        {"f|neq: ''", "{'f':''}", false},
    };
    EXPECT(examples);
}

/* "converts the aforementioned characters interchangeably" */
TEST(knows_windash) {
    static const SigmaExample examples[] = {
        {"f|windash: x -f", "{'f':'x -f'}", true},
        {"f|windash: x -f", "{'f':'x /f'}", true},
        {"f|windash: x -f",
         "{'f':'x \xE2\x80\x93"
         "f'}",
         true},
        {"f|windash: x -f",
         "{'f':'x \xE2\x80\x94"
         "f'}",
         true},
        {"f|windash: x -f",
         "{'f':'x \xE2\x80\x95"
         "f'}",
         true},
        {"f|windash: x -f", "{'f':'x +f'}", false},
        {"f|windash: x /f", "{'f':'x -f'}", true},
        {"f|windash: x \xE2\x80\x93"
         "f",
         "{'f':'x -f'}", true},
        {"f|windash|contains: ' -f '", "{'f':'x /f y'}", true},
        {"f|contains|windash: ' -f '", "{'f':'x /f y'}", true},
        {"f|windash|contains: -a -b", "{'f':'/a -b'}", true},
        {"f|windash: '-a\\*'", "{'f':'/a*'}", true},
        {"f|windash: '-a\\*'", "{'f':'/ab'}", false},
        {"f|windash: '-a*'", "{'f':'/ab'}", true},
    };
    EXPECT(examples);
}

/* "Regex is matched case-sensitive by default"; rule 8: it searches the text. */
TEST(knows_re) {
    static const SigmaExample examples[] = {
        {"f|re: b+", "{'f':'abbc'}", true},
        {"f|re: ^b", "{'f':'abbc'}", false},
        {"f|re: '/i-[0-9a-f]{8,17}$'", "{'f':'role/i-0dbc91f429e48eeed'}", true},
        {"f|re: '^[0-9]{12}$'", "{'f':['all','111122223333']}", true},
        {"f|re: '^[0-9]{12}$'", "{'f':'11112222333'}", false},
        {"f|re: B", "{'f':'abc'}", false},
        {"f|re|i: B", "{'f':'abc'}", true},
        {"f|re: ^b", "{'f':'a\\nb'}", false},
        {"f|re|m: ^b", "{'f':'a\\nb'}", true},
        {"f|re: a.b", "{'f':'a\\nb'}", false},
        {"f|re|s: a.b", "{'f':'a\\nb'}", true},
        {"f|re|i|m|s: ^B.c$", "{'f':'a\\nb\\nC'}", true},
        {"f|re: a{2,3}", "{'f':'aa'}", true},
        {"f|re: ab{0,2}c", "{'f':'ac'}", true},
        {"f|re: ab{0}", "{'f':'a'}", true},
        {"f|re: '[[:alpha:]xyz]b'", "{'f':'ab'}", true},
        {"f|re: '[]xyz]b'", "{'f':']b'}", true},
        {"f|re: '[^]xyz]b'", "{'f':'ab'}", true},
        {"f|re: '[\\]xyz]b'", "{'f':']b'}", true},
        {"f|re: '(xyz)?b'", "{'f':'ab'}", true},
        {"f|re: '(x(yz)?)*b'", "{'f':'ab'}", true},
        {"f|re: xyz|b", "{'f':'ab'}", true},
        {"f|re: abc?", "{'f':'ab'}", true},
        {"f|re: abc*", "{'f':'ab'}", true},
        {"f|re: abc*?d", "{'f':'abd'}", true},
        {"f|re: abc+", "{'f':'ab'}", false},
        {"f|re: '\\x61bc'", "{'f':'abc'}", true},
        {"f|re: '\\101bc'", "{'f':'Abc'}", true},
        {"f|re: '\\(abc\\)'", "{'f':'(abc)'}", true},
        {"f|re: '(a)\\1b'", "{'f':'aab'}", true},
        {"f|re: '\\Qa.b\\Ec'", "{'f':'a.bc'}", true},
        {"f|re: '(?i)abc'", "{'f':'ABC'}", true},
        {"f|re: 'a(?#xyz)b'", "{'f':'ab'}", true},
        {"f|re: a{x}", "{'f':'a{x}'}", true},
        {"f|re: ^[a-c]+$", "{'f':'abcd'}", false},
        {"f|re: ^(ab|cd)+$", "{'f':'abcd'}", true},
        {"f|re: ^\\*$", "{'f':'*'}", true}, /* no wildcards here */
        {"f|re: ^..$",
         "{'f':'\xC3\xA4"
         "b'}",
         true}, /* characters, not bytes */
        {"f|re: '[0-9]'", "{'f':42}", true},
        {"f|re: '.'", "{'f':null}", false},
        {"f|re: x", "{'f':{'g':['y','x']}}", true},
        {"f|re: '^$'", "{'f':''}", true},
        {"f|re:\n- ^a\n- c$", "{'f':'bc'}", true},
        {"f|re|neq: ^a", "{'f':'bc'}", true},
        {"f|re: 4", "{'f':'x4'}", true},
    };
    EXPECT(examples);
}

TEST(knows_base64) {
    static const SigmaExample examples[] = {
        {"f|base64: foobar", "{'f':'Zm9vYmFy'}", true},
        {"f|base64: foob", "{'f':'Zm9vYg=='}", true},
        {"f|base64: foob", "{'f':'foob'}", false},
        {"f|base64|contains: foo", "{'f':'xZm9vx'}", true},
        {"f|base64: '\\*'", "{'f':'Kg=='}", true},
        {"f|base64offset|contains: /bin/bash", "{'f':'xxL2Jpbi9iYXNoxx'}", true},
        {"f|base64offset|contains: /bin/bash", "{'f':'YS9iaW4vYmFzaA=='}", true}, /* a... */
        {"f|base64offset|contains: /bin/bash", "{'f':'YWEvYmluL2Jhc2g='}", true}, /* aa... */
        {"f|base64offset|contains: /bin/bash", "{'f':'L3Vzci9iaW4='}", false},
    };
    EXPECT(examples);
}

/* `cmd` > 63 00 6d 00 64 00, 00 63 00 6d 00 64, FF FE 63 00 6d 00 64 00 */
TEST(knows_utf16) {
    static const SigmaExample examples[] = {
        {"f|utf16le|base64: cmd", "{'f':'YwBtAGQA'}", true},
        {"f|wide|base64: cmd", "{'f':'YwBtAGQA'}", true},
        {"f|utf16be|base64: cmd", "{'f':'AGMAbQBk'}", true},
        {"f|utf16be|base64: cmd", "{'f':'YwBtAGQA'}", false},
        {"f|utf16|base64: cmd", "{'f':'//5jAG0AZAA='}", true},
        {"f|wide|base64offset|contains: cmd", "{'f':'xYwBtAGQAx'}", true},
        {"f|wide|base64offset|contains: cmd", "{'f':'eABjAG0AZAA='}", true}, /* x before */
    };
    EXPECT(examples);
}

/* Rule 10: numeric only; rule 7. */
TEST(compares_numbers) {
    static const SigmaExample examples[] = {
        {"f|lt: 5", "{'f':4}", true},
        {"f|lt: 5", "{'f':5}", false},
        {"f|lte: 5", "{'f':5}", true},
        {"f|lte: 5", "{'f':6}", false},
        {"f|gt: 5", "{'f':6}", true},
        {"f|gt: 5", "{'f':5}", false},
        {"f|gte: 5", "{'f':5}", true},
        {"f|gte: 5", "{'f':4.9}", false},
        {"f|gt: 1.5", "{'f':1.6}", true},
        {"f|gt: -1", "{'f':0}", true},
        {"f|gt: 5", "{'f':'10'}", true},
        {"f|gt: 5", "{'f':'x'}", false},
        {"f|lt: 5", "{'f':'x'}", false},
        {"f|lt: 5", "{}", false},
        {"f|lt: 5", "{'f':true}", false},
        {"f|lt: 5", "{'f':null}", false},
        {"f|lt: 5", "{'f':''}", false},
        {"f|gt: 5", "{'f':[1,9]}", true},
        {"f|gt: 5", "{'f':{'g':9}}", true},
        {"f|gt: '5'", "{'f':9}", true},
        {"f|lt|neq: 5", "{'f':4}", false},
        {"f|gt: 5", "{'f':1e3}", true},
        {"f|lt: 5", "{'f':'0x1'}", false},
        {"f|lt: 5", "{'f':' 1'}", false},
        {"f: 5", "{'f':5}", true},
        {"f: 5", "{'f':'5'}", true},
        {"f: 5", "{'f':5.0}", true},
        {"f: 5", "{'f':'5.0'}", true},
        {"f: 5", "{'f':'5x'}", false},
        {"f: 5", "{'f':'05'}", true},
        {"f: 1.5", "{'f':1.50}", true},
        {"f: -1", "{'f':-1}", true},
        {"f: 0", "{'f':false}", false},
        {"f: 1", "{'f':true}", false},
        {"f:\n- 4\n- x", "{'f':'X'}", true},
        {"f:\n- 4\n- x", "{'f':4}", true},
        {"f: 111122223333", "{'f':'111122223333'}", true},
    };
    EXPECT(examples);
}

/* A double can't tell these apart. */
TEST(compares_long_numbers_exactly) {
    static const SigmaExample examples[] = {
        {"f: 9007199254740993", "{'f':9007199254740993}", true},
        {"f: 9007199254740993", "{'f':9007199254740992}", false},
        {"f: 9007199254740993", "{'f':'9007199254740992'}", false},
        {"f|gt: 9007199254740992", "{'f':9007199254740993}", true},
        {"f|lt: 9007199254740993", "{'f':9007199254740992}", true},
        {"f|neq: 9007199254740993", "{'f':9007199254740992}", true},
        {"f: 9223372036854775807", "{'f':9223372036854775806}", false},
    };
    EXPECT(examples);
}

/* "it extracts a numeric value from a date" */
TEST(takes_parts_of_times) {
    static const SigmaExample examples[] = {
        {"f|minute: 30", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|minute: 31", "{'f':'2026-11-21T15:30:00Z'}", false},
        {"f|hour: 15", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|hour|gte: 15", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|gte|hour: 16", "{'f':'2026-11-21T15:30:00Z'}", false},
        {"f|hour|lt: 8", "{'f':'2026-11-21T07:59:59Z'}", true},
        {"f|day: 21", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|week: 47", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|week: 1", "{'f':'2026-01-01T00:00:00Z'}", true},
        {"f|month: 11", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|year: 2026", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|year|neq: 2026", "{'f':'2026-11-21T15:30:00Z'}", false},
        {"f|year: 2026", "{'f':'2025-12-31T23:59:59Z'}", false},
        {"f|hour:\n- 1\n- 15", "{'f':'2026-11-21T15:30:00Z'}", true},
        {"f|hour: 15", "{'f':'15'}", false}, /* no date */
        {"f|hour: 15", "{}", false},
    };
    EXPECT(examples);
}

/* Rule 10: "address in network, unparsable is no". */
TEST(knows_cidr) {
    static const SigmaExample examples[] = {
        {"f|cidr: 10.0.0.0/8", "{'f':'10.1.2.3'}", true},
        {"f|cidr: 10.0.0.0/8", "{'f':'11.1.2.3'}", false},
        {"f|cidr: 10.1.2.3/8", "{'f':'10.9.9.9'}", true},
        {"f|cidr: 192.168.128.0/17", "{'f':'192.168.200.1'}", true},
        {"f|cidr: 192.168.128.0/17", "{'f':'192.168.100.1'}", false},
        {"f|cidr: 0.0.0.0/0", "{'f':'1.2.3.4'}", true},
        {"f|cidr: 0.0.0.0/0", "{'f':'::1'}", false},
        {"f|cidr: 1.2.3.4/32", "{'f':'1.2.3.4'}", true},
        {"f|cidr: 1.2.3.4/32", "{'f':'1.2.3.5'}", false},
        {"f|cidr: 1.2.3.4", "{'f':'1.2.3.4'}", true},
        {"f|cidr: 10.0.0.0/8", "{'f':'ec2.amazonaws.com'}", false},
        {"f|cidr: 10.0.0.0/8", "{'f':'10.1'}", false},
        {"f|cidr: 10.0.0.0/8", "{'f':'10.0.0.1/32'}", false},
        {"f|cidr: 10.0.0.0/8", "{'f':'10.0.0.1\\u0000'}", false},
        {"f|cidr: 10.0.0.0/8", "{'f':null}", false},
        {"f|cidr: 10.0.0.0/8", "{'f':['x','10.0.0.1']}", true},
        {"f|cidr: 2001:db8::/32", "{'f':'2001:db8:1::5'}", true},
        {"f|cidr: 2001:db8::/32", "{'f':'2001:DB8:1::5'}", true},
        {"f|cidr: 2001:db8::/32", "{'f':'2001:db9::5'}", false},
        {"f|cidr: 2001:db8::/32", "{'f':'10.0.0.1'}", false},
        {"f|cidr: fe80::/10", "{'f':'febf::1'}", true},
        {"f|cidr: fe80::/10", "{'f':'fec0::1'}", false},
        {"f|cidr: ::1", "{'f':'0:0:0:0:0:0:0:1'}", true},
        {"f|cidr:\n- 10.0.0.0/8\n- 2001:db8::/32", "{'f':'2001:db8::'}", true},
        {"f|cidr|neq: 10.0.0.0/8", "{'f':'11.0.0.1'}", true},
    };
    EXPECT(examples);
}

/* Rule 8; "Can be conbine with the neq modifier"; startswith, endswith and contains as pySigma
 * has them: the field begins with what the other holds. */
TEST(compares_with_other_fields) {
    static const SigmaExample examples[] = {
        {"f|fieldref: g", "{'f':'a','g':'A'}", true},
        {"f|fieldref: g", "{'f':'a','g':'b'}", false},
        {"f|fieldref: g", "{'f':'a'}", false},
        {"f|fieldref: g", "{}", false},
        {"f|fieldref: g", "{'f':null,'g':null}", false},
        {"f|fieldref: g", "{'f':1,'g':'1'}", true},
        {"f|fieldref: g", "{'f':'*','g':'a'}", false}, /* no wildcards */
        {"f|fieldref: g.h", "{'f':'a','g':{'h':['b','a']}}", true},
        {"f|fieldref: g", "{'f':['a','b'],'g':['c','b']}", true},
        {"f|fieldref: g", "{'f':'a','g':{'x':{'y':'a'}}}", true},
        {"f|fieldref|neq: g", "{'f':'a','g':'b'}", true},
        {"f|neq|fieldref: g", "{'f':'a','g':'A'}", false},
        {"f|fieldref|neq: g", "{'f':'a'}", true},
        {"f|fieldref|startswith: g", "{'f':'abc','g':'AB'}", true},
        {"f|fieldref|startswith: g", "{'f':'ab','g':'abc'}", false},
        {"f|fieldref|endswith: g", "{'f':'abc','g':'bc'}", true},
        {"f|fieldref|endswith: g", "{'f':'abc','g':'ab'}", false},
        {"f|fieldref|contains: g", "{'f':'abc','g':'b'}", true},
        {"f|fieldref|contains: g", "{'f':'b','g':'abc'}", false},
        {"f|fieldref|cased: g", "{'f':'a','g':'A'}", false},
        {"f|fieldref|cased: g", "{'f':'A','g':'A'}", true},
        {"f|fieldref:\n- g\n- h", "{'f':'a','g':'b','h':'a'}", true},
    };
    EXPECT(examples);
}

/* ---- searches without a field: "Keywords search", rule 9 ---- */

TEST(searches_keywords) {
    static const char event[] = "{'f':'x EvilService y','g':{'h':[1,'Zeta']},'k':null}";
    assert_true(sigma_expect_detection("k:\n- evilservice\n- other\ncondition: k", event));
    assert_true(sigma_expect_detection("k:\n- other\n- zeta\ncondition: k", event));
    assert_false(sigma_expect_detection("k:\n- other\n- beta\ncondition: k", event));
    assert_true(sigma_expect_detection("k: zeta\ncondition: k", event));
    assert_true(sigma_expect_detection("k:\n- evil*vice\ncondition: k", event));
    assert_false(sigma_expect_detection("k:\n- 'evil\\*vice'\ncondition: k", event));
    /* ... and the record's compact JSON, where its keys are */
    assert_true(sigma_expect_detection("k:\n- '\"h\":[1,\"zeta\"]'\ncondition: k", event));
    assert_true(sigma_expect_detection("k:\n- '\"k\":null'\ncondition: k", event));
    assert_true(sigma_expect_detection("k:\n- 1\ncondition: k", event));
    assert_true(sigma_expect_detection("k:\n- null}\ncondition: k", event));
}

/* "To have a and operator, we use the '|all': modifier" */
TEST(searches_all_keywords) {
    static const char both[] = "{'f':'-ExternalUrl x','g':'OabVirtualDirectory'}";
    static const char detection[] =
        "k:\n  '|all':\n  - OabVirtualDirectory\n  - '-ExternalUrl '\ncondition: k";
    assert_true(sigma_expect_detection(detection, both));
    assert_false(sigma_expect_detection(detection, "{'g':'OabVirtualDirectory'}"));
    assert_true(sigma_expect_detection("k:\n  '|re': ^Oab\ncondition: k", both));
    assert_false(sigma_expect_detection("k:\n  '|re': ^oab\ncondition: k", both));
    assert_true(sigma_expect_detection("k:\n  '|cased': Oab\ncondition: k", both));
    assert_false(sigma_expect_detection("k:\n  '|cased': oab\ncondition: k", both));
}

/* "All map items of a list are logically linked with 'OR'." */
TEST(searches_lists_of_maps) {
    static const char detection[] = "s:\n- f: a\n  g: b\n- h: c\n- word\ncondition: s";
    assert_true(sigma_expect_detection(detection, "{'f':'a','g':'b'}"));
    assert_false(sigma_expect_detection(detection, "{'f':'a','g':'x'}"));
    assert_true(sigma_expect_detection(detection, "{'h':'c'}"));
    assert_true(sigma_expect_detection(detection, "{'z':'a word'}"));
    assert_false(sigma_expect_detection(detection, "{'z':'c'}"));
}

/* ---- conditions ---- */

typedef struct ConditionExample {
    const char *condition;
    const char *found; /* for the values of a, b and c from 000 to 111 */
} ConditionExample;

/* Whether a condition finds an event in which a, b and c are as in the three bits. */
static bool condition_finds(const char *condition, int bits) {
    char event[64];
    Arena arena = {0};
    snprintf(event, sizeof(event), "{'a':%d,'b':%d,'c':%d,'z':0}", bits >> 2 & 1, bits >> 1 & 1,
             bits & 1);
    Str text = str_format(
        &arena, "a: {a: 1}\nb_x: {b: 1}\nb_y: {c: 1}\n_hid: {z: 0}\ncondition: %s", condition);
    bool found = sigma_expect_detection(str_terminated(&arena, text), event);
    arena_free(&arena);
    return found;
}

TEST(evaluates_conditions) {
    static const ConditionExample examples[] = {
        {"a", "00001111"},
        {"not a", "11110000"},
        {"not not a", "00001111"},
        {"a and b_x", "00000011"},
        {"a or b_x", "00111111"},
        {"a or b_x and b_y", "00011111"}, /* and binds more than or */
        {"a and b_x or b_y", "01010111"},
        {"(a or b_x) and b_y", "00010101"},
        {"not a and b_x", "00110000"}, /* not binds more than and */
        {"not (a and b_x)", "11111100"},
        {"not a or b_x", "11110011"},
        {"a and not b_x", "00001100"},
        {"((a))", "00001111"},
        {"1 of them", "01111111"}, /* _hid, which always holds, isn't among them */
        {"all of them", "00000001"},
        {"any of them", "01111111"},
        {"1 of b_*", "01110111"},
        {"all of b_*", "00010001"},
        {"not 1 of b_*", "10001000"},
        {"a and not 1 of b_*", "00001000"},
        {"a and 1 of b_* and _hid", "00000111"},
        {"1 of *_*", "01110111"},
        {"1 of *", "01111111"},
        {"1 of _*", "11111111"},
        {"_hid", "11111111"},
        {"all of a*", "00001111"},
        {"1 of b_x", "00110011"},
        {"1 OF THEM AND NOT a", "01110000"},
        {"a  and\tb_x", "00000011"},
        {"not(a)or(b_x)", "11110011"},
        {"[a and b_x, a and b_y]", "00000111"}, /* "They are logically linked with OR." */
        {"[b_y]", "01010101"},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        for (int bits = 0; bits < 8; bits++) {
            bool found = condition_finds(examples[i].condition, bits);
            if (found != (examples[i].found[bits] == '1')) {
                fail_msg("%s: wrong for %d", examples[i].condition, bits);
            }
        }
    }
}

/* Rule 11 and the traps of hunting.md. */
TEST(takes_an_absent_field_for_no) {
    static const char detection[] = "s: {f: a}\nfilter: {g: b}\ncondition: s and not filter";
    assert_true(sigma_expect_detection(detection, "{'f':'a'}"));
    assert_true(sigma_expect_detection(detection, "{'f':'a','g':null}"));
    assert_false(sigma_expect_detection(detection, "{'f':'a','g':'b'}"));
    assert_true(sigma_expect_detection("s: {errorCode: null}\ncondition: s", "{'f':1}"));
}

/* Rows of columns have only text, and their whole line. */
TEST(finds_lines_of_flow_logs) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, S("title: a\nlogsource: {product: aws, service: vpcflow}\n"
                                "detection: {s: {dstport|lt: 100, action: accept}, condition: s}\n"
                                "---\n"
                                "title: b\nlogsource: {product: aws, service: vpcflow}\n"
                                "detection: {s: ['4249 1418530010'], condition: s}\n"
                                "---\n"
                                "title: c\nlogsource: {product: aws, service: cloudtrail}\n"
                                "detection: {s: {action: accept}, condition: s}\n"
                                "---\n"
                                "title: d\nlogsource: {product: aws}\n"
                                "detection: {s: {nothing: null, action: '*'}, condition: s}\n"));
    sigma_expect_compile(&expect);
    sigma_expect_read(
        &expect, S("2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 "
                   "4249 1418530010 1418530070 ACCEPT OK\n"));
    assert_int_equal(expect.events, 1);
    assert_true(expect.found[0][0]);
    assert_true(expect.found[0][1]);
    assert_false(expect.found[0][2]);
    assert_true(expect.found[0][3]);
    sigma_expect_free(&expect);
}

/* ---- limits ---- */

/* "What it would have said isn't known": it is no hit and is counted. */
TEST(bounds_catastrophic_expressions) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, S(SIGMA_HEAD "detection:\n  s:\n    f|re: ^(([a-z])+.)+[A-Z]([a-z])+"
                                           "$\n  condition: s\n"));
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena,
                                                  "{'f':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                                  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}"));
    assert_false(expect.found[0][0]);
    assert_true(sigma_matcher_undecided(expect.matcher, 0) > 0);
    sigma_expect_free(&expect);
}
