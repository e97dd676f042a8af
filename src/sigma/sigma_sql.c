/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql.c -- see sigma_sql.h. SQL has three truths and Sigma two: what isn't known (NULL)
 * counts as false where a statement asks, so only what stands under NOT is turned into false there.
 *
 * A correlation is a window that slides: for each event that its rules find, those of the same
 * group within the timespan before it are counted. */
#include "sigma/sigma_sql.h"

#include "sigma/sigma_sql_field.h"
#include "sigma/sigma_sql_test.h"

typedef struct SqlWriter {
    Arena *arena;
    const SigmaSet *set;
    const SigmaSqlDialect *dialect;
    const SigmaRule *rule; /* whose condition is written */
    LogSource source;
    size_t start; /* of the statement in out */
    Buffer *out;
    Error *err;
} SqlWriter;

static bool sql_fail(const SqlWriter *writer, uint32_t line, Str what) {
    const SigmaRule *rule = writer->rule;
    return error_set(writer->err, rule->path, line == 0 ? rule->line : line, 0, "%.*s",
                     STR_ARGS(what));
}

static bool sql_fits(const SqlWriter *writer) {
    if (writer->out->len - writer->start <= SIGMA_SQL_BYTES_MAX) return true;
    return sql_fail(writer, 0,
                    str_format(writer->arena,
                               "the statement would be longer than %d bytes, the limit "
                               "of Athena and, by default, of ClickHouse",
                               SIGMA_SQL_BYTES_MAX));
}

/* ---- conditions ---- */

static bool sql_write_item(SqlWriter *writer, const SigmaItem *item) {
    Str what = S("");
    size_t max = writer->start + SIGMA_SQL_BYTES_MAX;
    if (!sigma_sql_test_write(writer->arena, writer->dialect, writer->source, item, max,
                              writer->out, &what)) {
        return sql_fail(writer, item->line, what);
    }
    return sql_fits(writer);
}

/* Conditions nest at most SIGMA_DEPTH_MAX parentheses and as many lists. */
static bool sql_write_term(SqlWriter *writer, const SigmaTerm *term, bool top) {
    if (term->kind == SIGMA_TERM_ITEM) return sql_write_item(writer, term->item);
    if (term->kind == SIGMA_TERM_NOT) {
        buffer_add(writer->out, S("NOT coalesce("));
        if (!sql_write_term(writer, term->terms[0], false)) return false;
        buffer_add(writer->out, S(", FALSE)"));
        return true;
    }
    bool all = term->kind == SIGMA_TERM_AND;
    bool plain = top && all;
    if (!plain) buffer_add_byte(writer->out, '(');
    for (size_t i = 0; i < term->count; i++) {
        if (i > 0) buffer_add(writer->out, plain ? S("\n  AND ") : all ? S(" AND ") : S(" OR "));
        if (!sql_write_term(writer, term->terms[i], false)) return false;
    }
    if (!plain) buffer_add_byte(writer->out, ')');
    return true;
}

/* " FROM table\nWHERE ..." of a rule. */
static bool sql_write_from(SqlWriter *writer) {
    Str table = sigma_sql_field_table(writer->dialect, writer->source);
    buffer_add_format(writer->out, " FROM %.*s\nWHERE ", STR_ARGS(table));
    return sql_write_term(writer, writer->rule->condition, true);
}

/* Makes rule the one that is written. */
static bool sql_enter(SqlWriter *writer, const SigmaRule *rule) {
    writer->rule = rule;
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        if (!str_equal(rule->service, log_source_name((LogSource)source))) continue;
        writer->source = (LogSource)source;
        return true;
    }
    return sql_fail(writer, 0,
                    S("logsource: without a service (cloudtrail, vpcflow, ...) there is no saying "
                      "which table is meant"));
}

/* ---- correlations ---- */

/* A name for a column of the result; in quotes, for it may have dots. */
static bool sql_quoted(const SqlWriter *writer, Str name, Str *ret_name) {
    for (size_t i = 0; i < name.len; i++) {
        unsigned char byte = (unsigned char)name.ptr[i];
        if (byte < 0x20 || byte == 0x7F || byte == '"' || byte == '\\') {
            return sql_fail(writer, 0, S("group-by: the name can't be a column's"));
        }
    }
    *ret_name = str_join3(writer->arena, S("\""), name, S("\""));
    return true;
}

/* , expression AS "name" for a field of the member at hand. */
static bool sql_write_column(SqlWriter *writer, const SigmaCorrelation *correlation, Str name,
                             Str quoted) {
    SigmaSqlField field = {0};
    Str what = S("");
    Str own = sigma_correlation_field(correlation, writer->rule, name);
    if (!sigma_sql_field_make(writer->arena, writer->dialect, writer->source, own, &field, &what))
        return sql_fail(writer, 0, what);
    Str text = sigma_sql_field_first(writer->arena, writer->dialect, &field);
    buffer_add_format(writer->out, ", %.*s AS %.*s", STR_ARGS(text), STR_ARGS(quoted));
    return true;
}

/* The events of one member: when, which group, which value. */
static bool sql_write_member(SqlWriter *writer, const SigmaRule *parent, const SigmaRule *member,
                             const Str *groups) {
    const SigmaCorrelation *correlation = parent->correlation;
    if (member->condition == NULL) {
        return sql_fail(writer, 0, S("a correlation of correlations isn't written as SQL"));
    }
    if (!sql_enter(writer, member)) return false;
    Str seconds = sigma_sql_field_time(writer->arena, writer->dialect, writer->source);
    buffer_add_format(writer->out, "SELECT coalesce(%.*s, 0) AS seconds", STR_ARGS(seconds));
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        if (!sql_write_column(writer, correlation, correlation->group_by.items[i], groups[i]))
            return false;
    }
    if (correlation->type == SIGMA_VALUE_COUNT &&
        !sql_write_column(writer, correlation, correlation->fields.items[0], S("\"value\"")))
        return false;
    return sql_write_from(writer);
}

static bool sql_check_correlation(SqlWriter *writer, const SigmaCorrelation *correlation) {
    if (correlation->type != SIGMA_EVENT_COUNT && correlation->type != SIGMA_VALUE_COUNT) {
        return sql_fail(writer, 0,
                        S("correlations of type event_count and value_count are written as SQL, no "
                          "others"));
    }
    if (correlation->type == SIGMA_VALUE_COUNT && correlation->fields.count > 1) {
        return sql_fail(writer, 0, S("value_count of several fields isn't written as SQL"));
    }
    if (!sigma_correlation_grows(correlation)) {
        return sql_fail(writer, 0,
                        S("condition: a window that slides counts up; gt and gte can be written as "
                          "SQL, other bounds can't"));
    }
    return true;
}

/* count(*) OVER (PARTITION BY ... ORDER BY seconds RANGE ...) */
static Str sql_count(const SqlWriter *writer, const SigmaCorrelation *correlation,
                     const Str *groups) {
    CLEANUP(buffer_free) Buffer window = {0};
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        buffer_add_format(&window, "%s%.*s", i == 0 ? "PARTITION BY " : ", ", STR_ARGS(groups[i]));
    }
    if (correlation->group_by.count > 0) buffer_add_byte(&window, ' ');
    Str over = str_format(writer->arena,
                          "(%.*sORDER BY seconds RANGE BETWEEN %lld PRECEDING AND CURRENT ROW)",
                          STR_ARGS(buffer_text(&window)), (long long)correlation->seconds);
    Str template =
        correlation->type == SIGMA_EVENT_COUNT ? S("count(*) OVER $2") : writer->dialect->distinct;
    return sigma_sql_dialect_fill(writer->arena, template, S("\"value\""), over, S(""));
}

static void sql_write_bounds(SqlWriter *writer, const SigmaCorrelation *correlation) {
    for (size_t i = 0; i < correlation->bound_count; i++) {
        bool more = correlation->bounds[i].order == SIGMA_ORDER_GREATER;
        buffer_add_format(writer->out, "%s\"count\" %s ", i > 0 ? " AND " : "", more ? ">" : ">=");
        buffer_add_double(writer->out, correlation->bounds[i].number);
    }
}

static bool sql_write_correlation(SqlWriter *writer, const SigmaRule *rule) {
    const SigmaCorrelation *correlation = rule->correlation;
    Str groups[SIGMA_GROUP_BY_MAX];
    if (!sql_check_correlation(writer, correlation)) return false;
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        if (!sql_quoted(writer, correlation->group_by.items[i], &groups[i])) return false;
    }
    Str count = sql_count(writer, correlation, groups);
    buffer_add(writer->out, S("SELECT seconds"));
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        buffer_add_format(writer->out, ", %.*s", STR_ARGS(groups[i]));
    }
    buffer_add_format(writer->out, ", \"count\" FROM (\nSELECT *, %.*s AS \"count\" FROM (\n",
                      STR_ARGS(count));
    for (size_t i = 0; i < correlation->rules.count; i++) {
        const SigmaRule *member = &writer->set->rules[correlation->members[i]];
        if (i > 0) buffer_add(writer->out, S("\nUNION ALL\n"));
        writer->rule = rule;
        if (!sql_write_member(writer, rule, member, groups)) return false;
    }
    buffer_add(writer->out, S("\n) AS found WHERE seconds > 0\n) AS counted WHERE "));
    sql_write_bounds(writer, correlation);
    return true;
}

/* ---- rules ---- */

/* Text of a rule in a comment, which ends with the line. */
static void sql_add_remark(SqlWriter *writer, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        buffer_add_byte(writer->out, byte < 0x20 || byte == 0x7F ? ' ' : text.ptr[i]);
    }
}

static bool sql_write_rule(SqlWriter *writer, const SigmaRule *rule) {
    buffer_add(writer->out, S("-- "));
    sql_add_remark(writer, rule->title);
    if (rule->id.len > 0) {
        buffer_add(writer->out, S(" ("));
        sql_add_remark(writer, rule->id);
        buffer_add_byte(writer->out, ')');
    }
    buffer_add_byte(writer->out, '\n');
    if (rule->correlation != NULL) {
        if (!sql_write_correlation(writer, rule)) return false;
    } else {
        if (!sql_enter(writer, rule)) return false;
        buffer_add(writer->out, S("SELECT *"));
        if (!sql_write_from(writer)) return false;
    }
    buffer_add(writer->out, S(";\n"));
    return sql_fits(writer);
}

bool sigma_sql_write(Arena *scratch, const SigmaSet *set, size_t rule,
                     const SigmaSqlDialect *dialect, Buffer *out, Error *err) {
    assert(rule < set->count);
    SqlWriter writer = {.arena = scratch,
                        .set = set,
                        .dialect = dialect,
                        .rule = &set->rules[rule],
                        .start = out->len,
                        .out = out,
                        .err = err};
    if (sql_write_rule(&writer, &set->rules[rule])) return true;
    out->len = writer.start;
    return false;
}
