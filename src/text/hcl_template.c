/* SPDX-License-Identifier: Apache-2.0 */
/* hcl_template.c -- templates of HCL: quoted, in heredocs, and alone in a file.
 *
 * A template is first read as a flat row of parts: texts, expressions ("${}") and directives
 * ("%{if}", "%{for}"). Texts of heredocs and files end with each line, because "~" trims, and "<<-"
 * counts indentation, by such pieces. Then pieces are trimmed, and directives are nested. */
#include "base/utf8.h"
#include "text/hcl_parser.h"

typedef enum TemplateMode { TEMPLATE_QUOTED, TEMPLATE_HEREDOC, TEMPLATE_FILE } TemplateMode;

typedef struct Template {
    HclParser *parser;
    TemplateMode mode;
    size_t first;    /* of its parts on the stack */
    bool trim_next;  /* the part before ended with ~} */
    Str marker;      /* of a heredoc */
    bool flush;      /* <<- */
    bool at_line;    /* the next part begins a line */
    bool has_markup; /* something else than text */
} Template;

static bool template_is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

static Str template_trim_left(Str text) {
    size_t start = 0;
    while (start < text.len && template_is_space(text.ptr[start])) start++;
    return str_slice(text, start, text.len);
}

static Str template_trim_right(Str text) {
    while (text.len > 0 && template_is_space(text.ptr[text.len - 1])) text.len--;
    return text;
}

/* --- literal text ------------------------------------------------------------------------------
 */

static bool template_hex(HclParser *parser, int digits, uint32_t *ret_point) {
    uint32_t point = 0;
    for (int i = 0; i < digits; i++) {
        char byte = *parser->at;
        uint32_t digit = byte >= '0' && byte <= '9'   ? (uint32_t)(byte - '0')
                         : byte >= 'a' && byte <= 'f' ? (uint32_t)(byte - 'a') + 10
                         : byte >= 'A' && byte <= 'F' ? (uint32_t)(byte - 'A') + 10
                                                      : 16;
        if (digit == 16) return hcl_expected(parser, "a hexadecimal digit");
        point = point * 16 + digit;
        parser->at++;
    }
    *ret_point = point;
    return true;
}

/* After a backslash. Appends what it stands for to out, which has room for it. */
static bool template_escape(HclParser *parser, char *out, size_t *len) {
    static const char letters[] = "nrt\"\\", meanings[] = "\n\r\t\"\\";
    char byte = *parser->at;
    const char *found = byte == '\0' ? NULL : strchr(letters, byte);
    if (found != NULL) {
        out[(*len)++] = meanings[found - letters];
        parser->at++;
        return true;
    }
    if (byte != 'u' && byte != 'U') {
        return hcl_expected(parser, "n, r, t, \", \\, u or U after the backslash");
    }
    uint32_t point = 0;
    char bytes[UTF8_BYTES_MAX];
    parser->at++;
    if (!template_hex(parser, byte == 'u' ? 4 : 8, &point)) return false;
    size_t count = utf8_encode(point, bytes);
    if (count == 0) count = utf8_encode(0xFFFD, bytes);
    memcpy(out + *len, bytes, count);
    *len += count;
    return true;
}

/* The bytes up to where the text at the current place ends; tells whether escapes are in it. */
static size_t template_run(const Template *template, bool *ret_escapes) {
    const char *at = template->parser->at, *end = template->parser->end;
    bool quoted = template->mode == TEMPLATE_QUOTED;
    for (; at < end; at++) {
        char byte = *at;
        if (quoted && (byte == '"' || byte == '\n')) break;
        if (quoted && byte == '\\' && at + 1 < end) {
            *ret_escapes = true;
            at++;
        } else if (!quoted && byte == '\n') {
            at++;
            break;
        } else if ((byte == '$' || byte == '%') && at[1] == '{') {
            break;
        } else if ((byte == '$' || byte == '%') && at[1] == byte && at[2] == '{') {
            *ret_escapes = true;
            at += 2;
        }
    }
    return (size_t)(at - template->parser->at);
}

static bool template_unescape(Template *template, size_t run, Str *ret_text) {
    HclParser *parser = template->parser;
    const char *end = parser->at + run;
    char *out = arena_alloc(parser->arena, run + UTF8_BYTES_MAX);
    size_t len = 0;
    while (parser->at < end) {
        char byte = *parser->at;
        if (byte == '\\' && template->mode == TEMPLATE_QUOTED) {
            parser->at++;
            if (!template_escape(parser, out, &len)) return false;
            continue;
        }
        bool doubled = (byte == '$' || byte == '%') && parser->at[1] == byte;
        if (doubled && parser->at[2] == '{') parser->at++;
        out[len++] = *parser->at++;
        if (doubled && *parser->at == '{' && parser->at < end) out[len++] = *parser->at++;
    }
    *ret_text = (Str){out, len};
    return true;
}

static bool template_text(Template *template) {
    HclParser *parser = template->parser;
    HclExpression text = hcl_begin(parser, HCL_TEXT);
    bool escapes = false;
    size_t run = template_run(template, &escapes);
    text.text = (Str){parser->at, run};
    if (escapes) {
        if (!template_unescape(template, run, &text.text)) return false;
    } else {
        parser->at += run;
    }
    hcl_end(parser, &text);
    if (run > 0 && parser->at[-1] == '\n') {
        parser->line++;
        parser->line_start = parser->at;
        template->at_line = true;
    }
    if (template->trim_next) text.text = template_trim_left(text.text);
    template->trim_next = false;
    hcl_push(parser, &text);
    return true;
}

/* --- expressions and directives ----------------------------------------------------------------
 */

static void template_trim_last(Template *template) {
    HclStack *stack = &template->parser->stack;
    if (stack->count == template->first) return;
    HclExpression *last = &stack->items[stack->count - 1];
    if (last->kind == HCL_TEXT) last->text = template_trim_right(last->text);
}

static bool template_close(Template *template) {
    HclParser *parser = template->parser;
    hcl_skip(parser);
    template->trim_next = hcl_take(parser, S("~"));
    if (hcl_take(parser, S("}"))) return true;
    return hcl_expected(parser, "} that ends the template's expression");
}

static bool template_interpolation(Template *template, HclExpression *part) {
    HclExpression inner;
    if (!hcl_expression(template->parser, &inner)) return false;
    part->count = 1;
    part->items = ARENA_NEW(template->parser->arena, HclExpression);
    part->items[0] = inner;
    return true;
}

static bool template_for_head(HclParser *parser, HclExpression *part) {
    HclExpression *items = ARENA_ARRAY(parser->arena, HclExpression, HCL_FOR_ITEMS);
    HclForItem places[] = {HCL_FOR_VALUE_NAME, HCL_FOR_VALUE_NAME};
    for (size_t i = 0; i < COUNT(places); i++) {
        hcl_skip(parser);
        HclExpression *name = &items[places[i]];
        if (i > 0) items[HCL_FOR_KEY_NAME] = *name;
        *name = hcl_begin(parser, HCL_VARIABLE);
        name->text = hcl_name(parser);
        if (name->text.len == 0) return hcl_expected(parser, "a name after for");
        hcl_end(parser, name);
        hcl_skip(parser);
        if (!hcl_take(parser, S(","))) break;
    }
    if (!hcl_take_word(parser, S("in"))) return hcl_expected(parser, "the word in");
    part->kind = HCL_FOR_TEXT;
    part->count = HCL_FOR_ITEMS;
    part->items = items;
    return hcl_expression(parser, &items[HCL_FOR_COLLECTION]);
}

static bool template_directive(Template *template, HclExpression *part) {
    HclParser *parser = template->parser;
    hcl_skip(parser);
    Str word = hcl_name(parser);
    if (str_equal(word, S("if"))) {
        part->kind = HCL_IF;
        return template_interpolation(template, part);
    }
    if (str_equal(word, S("for"))) return template_for_head(parser, part);
    static const struct {
        Str word;
        HclKind kind;
    } ends[] = {{S_INIT("else"), HCL_PART_ELSE},
                {S_INIT("endif"), HCL_PART_END_IF},
                {S_INIT("endfor"), HCL_PART_END_FOR}};
    for (size_t i = 0; i < COUNT(ends); i++) {
        if (!str_equal(word, ends[i].word)) continue;
        part->kind = (uint8_t)ends[i].kind;
        return true;
    }
    parser->at -= word.len;
    return hcl_expected(parser, "if, else, endif, for or endfor");
}

/* At "${" or "%{". */
static bool template_markup(Template *template) {
    HclParser *parser = template->parser;
    HclExpression part = hcl_begin(parser, HCL_WRAP);
    bool directive = *parser->at == '%', newlines = parser->newlines;
    parser->at += 2;
    parser->newlines = false;
    template->has_markup = true;
    template->trim_next = false;
    if (hcl_take(parser, S("~"))) template_trim_last(template);
    bool read =
        directive ? template_directive(template, &part) : template_interpolation(template, &part);
    if (read) read = template_close(template);
    parser->newlines = newlines;
    hcl_end(parser, &part);
    if (read) hcl_push(parser, &part);
    return read;
}

/* Adds texts and markup until the mode's end; which is left. */
static bool template_at_heredoc_end(Template *template) {
    HclParser *parser = template->parser;
    const char *at = parser->at;
    while (*at == ' ' || *at == '\t') at++;
    size_t left = (size_t)(parser->end - at);
    if (left < template->marker.len) return false;
    if (memcmp(at, template->marker.ptr, template->marker.len) != 0) return false;
    const char *after = at + template->marker.len;
    if (*after == '\r' && after[1] == '\n') after++;
    if (after != parser->end && *after != '\n') return false;
    parser->at = at + template->marker.len;
    return true;
}

static bool template_parts(Template *template) {
    HclParser *parser = template->parser;
    for (;;) {
        bool line = template->at_line;
        template->at_line = false;
        if (template->mode == TEMPLATE_HEREDOC && line && template_at_heredoc_end(template)) {
            return true;
        }
        if (parser->at >= parser->end) {
            if (template->mode == TEMPLATE_FILE) return true;
            if (template->mode == TEMPLATE_QUOTED) return hcl_expected(parser, "a closing \"");
            return hcl_fail(parser, "the heredoc isn't closed: expected a line with %.*s",
                            STR_ARGS(template->marker));
        }
        if (template->mode == TEMPLATE_QUOTED && *parser->at == '"') return true;
        if (template->mode == TEMPLATE_QUOTED && *parser->at == '\n') {
            return hcl_expected(parser, "a closing \"");
        }
        bool markup = (*parser->at == '$' || *parser->at == '%') && parser->at[1] == '{';
        if (!(markup ? template_markup(template) : template_text(template))) return false;
    }
}

/* --- indentation of <<- ------------------------------------------------------------------------
 */

/* What "~" took away doesn't end a line any more: so it is in Terraform. */
static bool template_ends_line(const HclExpression *part) {
    return part->kind == HCL_TEXT && str_ends(part->text, S("\n"));
}

/* The smallest indentation of lines that aren't blank; those that begin with markup have none. */
static void template_flush(Template *template) {
    size_t count = template->parser->stack.count - template->first, least = SIZE_MAX;
    if (count == 0) return;
    HclExpression *parts = template->parser->stack.items + template->first;
    for (int pass = 0; pass < 2; pass++) {
        bool line = true;
        for (size_t i = 0; i < count; i++) {
            Str text = parts[i].text;
            size_t indent = 0;
            if (line && parts[i].kind == HCL_TEXT) {
                indent = text.len - template_trim_left(text).len;
                bool blank = indent == text.len && template_ends_line(&parts[i]);
                if (blank) indent = SIZE_MAX;
                if (pass == 1 && !blank) parts[i].text = str_slice(text, least, text.len);
            }
            if (line && indent < least) least = indent;
            line = template_ends_line(&parts[i]);
        }
    }
}

/* --- nesting -----------------------------------------------------------------------------------
 */

/* Reads the row of parts into a tree. */
typedef struct Nesting {
    HclParser *parser;
    const HclExpression *parts;
    size_t count;
    size_t next;
    Error *err;
} Nesting;

static bool nesting_fail(Nesting *nesting, const HclExpression *at, const char *message) {
    return error_set(nesting->err, nesting->parser->source->path, at->line, at->column, "%s",
                     message);
}

static void nesting_add_text(Nesting *nesting, size_t first, const HclExpression *part) {
    HclStack *stack = &nesting->parser->stack;
    HclExpression *last = stack->count > first ? &stack->items[stack->count - 1] : NULL;
    if (part->text.len == 0) return;
    if (last == NULL || last->kind != HCL_TEXT) {
        hcl_push(nesting->parser, part);
        return;
    }
    bool adjacent = last->text.ptr + last->text.len == part->text.ptr;
    if (adjacent) {
        last->text.len += part->text.len;
    } else {
        last->text = str_join2(nesting->parser->arena, last->text, part->text);
    }
    last->span.len = (size_t)(part->span.ptr + part->span.len - last->span.ptr);
}

static bool nesting_sequence(Nesting *nesting, HclExpression *ret);

static bool nesting_if(Nesting *nesting, HclExpression *part) {
    HclExpression *items = ARENA_ARRAY(nesting->parser->arena, HclExpression, 3);
    items[0] = part->items[0];
    const HclExpression *open = part;
    if (!nesting_sequence(nesting, &items[1])) return false;
    bool other =
        nesting->next < nesting->count && nesting->parts[nesting->next].kind == HCL_PART_ELSE;
    items[2] = items[1];
    items[2].kind = HCL_TEXT;
    items[2].text = S("");
    items[2].count = 0;
    if (other) {
        nesting->next++;
        if (!nesting_sequence(nesting, &items[2])) return false;
    }
    bool ended =
        nesting->next < nesting->count && nesting->parts[nesting->next].kind == HCL_PART_END_IF;
    if (!ended) return nesting_fail(nesting, open, "%{if} without its %{endif}");
    nesting->next++;
    part->items = items;
    part->count = 3;
    return true;
}

static bool nesting_for(Nesting *nesting, HclExpression *part) {
    const HclExpression *open = part;
    if (!nesting_sequence(nesting, &part->items[HCL_FOR_VALUE])) return false;
    bool ended =
        nesting->next < nesting->count && nesting->parts[nesting->next].kind == HCL_PART_END_FOR;
    if (!ended) return nesting_fail(nesting, open, "%{for} without its %{endfor}");
    nesting->next++;
    return true;
}

/* Parts up to an end of a directive, which is left to who opened it. */
static bool nesting_sequence(Nesting *nesting, HclExpression *ret) {
    HclParser *parser = nesting->parser;
    size_t first = parser->stack.count;
    HclExpression made = hcl_begin(parser, HCL_TEMPLATE);
    if (!hcl_enter(parser)) return false;
    while (nesting->next < nesting->count) {
        HclExpression part = nesting->parts[nesting->next];
        if (part.kind >= HCL_PART_ELSE) break;
        nesting->next++;
        if (part.kind == HCL_TEXT) {
            nesting_add_text(nesting, first, &part);
            continue;
        }
        if (part.kind == HCL_IF && !nesting_if(nesting, &part)) return false;
        if (part.kind == HCL_FOR_TEXT && !nesting_for(nesting, &part)) return false;
        hcl_push(parser, &part);
    }
    parser->depth--;
    hcl_collect(parser, first, &made);
    *ret = made;
    return true;
}

/* Text that is all there is, or one expression that is all there is, is no template any more. */
static void template_simplify(HclExpression *made) {
    if (made->count == 0) {
        made->kind = HCL_TEXT;
        made->text = S("");
    } else if (made->count == 1 && made->items[0].kind <= HCL_WRAP) {
        const HclExpression only = made->items[0];
        made->kind = only.kind;
        made->text = only.text;
        made->count = only.kind == HCL_WRAP ? 1 : 0;
        made->items = only.items;
    }
}

/* From the parts on the stack to one expression. */
static bool template_finish(Template *template, HclExpression *made) {
    HclParser *parser = template->parser;
    HclExpression row = {0}, tree = {0};
    if (template->flush) template_flush(template);
    hcl_collect(parser, template->first, &row);
    if (row.count == 1 && row.items[0].kind == HCL_TEXT) {
        made->kind = HCL_TEXT;
        made->text = row.items[0].text;
        return true;
    }
    Nesting nesting = {parser, row.items, row.count, 0, parser->err};
    if (!nesting_sequence(&nesting, &tree)) return false;
    if (nesting.next < row.count) {
        return nesting_fail(&nesting, &row.items[nesting.next],
                            "%{else}, %{endif} or %{endfor} without its beginning");
    }
    made->kind = HCL_TEMPLATE;
    made->count = tree.count;
    made->items = tree.items;
    template_simplify(made);
    return true;
}

static bool template_read(Template *template, HclExpression *made) {
    HclParser *parser = template->parser;
    if (!hcl_enter(parser)) return false;
    template->first = parser->stack.count;
    bool read = template_parts(template) && template_finish(template, made);
    parser->depth--;
    return read;
}

bool hcl_quoted(HclParser *parser, HclExpression *ret_expression) {
    HclExpression made = hcl_begin(parser, HCL_TEXT);
    Template template = {.parser = parser, .mode = TEMPLATE_QUOTED};
    parser->at++;
    if (!template_read(&template, &made)) return false;
    parser->at++;
    hcl_end(parser, &made);
    *ret_expression = made;
    return true;
}

bool hcl_heredoc(HclParser *parser, HclExpression *ret_expression) {
    HclExpression made = hcl_begin(parser, HCL_TEXT);
    Template template = {.parser = parser, .mode = TEMPLATE_HEREDOC, .at_line = true};
    parser->at += 2;
    template.flush = hcl_take(parser, S("-"));
    template.marker = hcl_name(parser);
    if (template.marker.len == 0) return hcl_expected(parser, "the heredoc's marker");
    hcl_take(parser, S("\r"));
    if (*parser->at != '\n') return hcl_expected(parser, "a new line behind the heredoc's marker");
    hcl_pass_newline(parser);
    if (!template_read(&template, &made)) return false;
    hcl_end(parser, &made);
    *ret_expression = made;
    return true;
}

bool hcl_bare_template(HclParser *parser, HclExpression *ret_expression) {
    HclExpression made = hcl_begin(parser, HCL_TEXT);
    Template template = {.parser = parser, .mode = TEMPLATE_FILE};
    if (!template_read(&template, &made)) return false;
    hcl_end(parser, &made);
    *ret_expression = made;
    return true;
}
