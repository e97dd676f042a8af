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
    const SigmaSet *set;
    SigmaSqlTable table;
    const SigmaRule *rule; /* whose condition is written */
    size_t start;          /* of the statement in out */
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
                    str_format(writer->table.arena,
                               "the statement would be longer than %d bytes, the limit "
                               "of Athena and, by default, of ClickHouse",
                               SIGMA_SQL_BYTES_MAX));
}

/* ---- conditions ---- */

static bool sql_write_item(SqlWriter *writer, const SigmaItem *item) {
    Str what = S("");
    size_t max = writer->start + SIGMA_SQL_BYTES_MAX;
    if (!sigma_sql_test_write(&writer->table, item, max, writer->out, &what)) {
        return sql_fail(writer, item->line, what);
    }
    return sql_fits(writer);
}

/* top: what stands here is ANDed with the rest of the condition, a line each. Conditions nest at
 * most SIGMA_DEPTH_MAX parentheses and as many lists. */
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
        if (!sql_write_term(writer, term->terms[i], plain)) return false;
    }
    if (!plain) buffer_add_byte(writer->out, ')');
    return true;
}

/* " FROM table\nWHERE ..." of a rule. */
static bool sql_write_from(SqlWriter *writer) {
    Str table = sigma_sql_field_table(&writer->table);
    buffer_add_format(writer->out, " FROM %.*s\nWHERE ", STR_ARGS(table));
    return sql_write_term(writer, writer->rule->condition, true);
}

/* Makes rule the one that is written. */
static bool sql_enter(SqlWriter *writer, const SigmaRule *rule) {
    writer->rule = rule;
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        if (!str_equal(rule->service, log_source_name((LogSource)source))) continue;
        writer->table.source = (LogSource)source;
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
    *ret_name = str_join3(writer->table.arena, S("\""), name, S("\""));
    return true;
}

/* , expression AS place for a field of the member at hand. The places are names that no log has:
 * ClickHouse would take a name of the result for the column of that name. */
static bool sql_write_column(SqlWriter *writer, const SigmaCorrelation *correlation, Str name,
                             Str place) {
    SigmaSqlField field = {0};
    Str what = S("");
    Str own = sigma_correlation_field(correlation, writer->rule, name);
    if (!sigma_sql_field_make(&writer->table, own, &field, &what)) {
        return sql_fail(writer, 0, what);
    }
    Str text = sigma_sql_field_first(&writer->table, &field);
    buffer_add_format(writer->out, ", %.*s AS %.*s", STR_ARGS(text), STR_ARGS(place));
    return true;
}

static Str sql_group(const SqlWriter *writer, size_t index) {
    return str_format(writer->table.arena, "group_%zu", index + 1);
}

/* The events of one member: when, which group, which value. */
static bool sql_write_member(SqlWriter *writer, const SigmaCorrelation *correlation,
                             const SigmaRule *member) {
    if (member->condition == NULL) {
        return sql_fail(writer, 0, S("a correlation of correlations isn't written as SQL"));
    }
    if (!sql_enter(writer, member)) return false;
    Str seconds = sigma_sql_field_time(&writer->table);
    buffer_add_format(writer->out, "SELECT coalesce(%.*s, 0) AS seconds", STR_ARGS(seconds));
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        Str name = correlation->group_by.items[i];
        if (!sql_write_column(writer, correlation, name, sql_group(writer, i))) return false;
    }
    if (correlation->type == SIGMA_VALUE_COUNT &&
        !sql_write_column(writer, correlation, correlation->fields.items[0], S("counted")))
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
static Str sql_count(const SqlWriter *writer, const SigmaCorrelation *correlation) {
    CLEANUP(buffer_free) Buffer window = {0};
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        buffer_add(&window, i == 0 ? S("PARTITION BY ") : S(", "));
        buffer_add(&window, sql_group(writer, i));
    }
    if (correlation->group_by.count > 0) buffer_add_byte(&window, ' ');
    Str over = str_format(writer->table.arena,
                          "(%.*sORDER BY seconds RANGE BETWEEN %lld PRECEDING AND CURRENT ROW)",
                          STR_ARGS(buffer_text(&window)), (long long)correlation->seconds);
    Str template = correlation->type == SIGMA_EVENT_COUNT ? S("count(*) OVER $2")
                                                          : writer->table.dialect->distinct;
    return sigma_sql_dialect_fill(writer->table.arena, template, S("counted"), over, S(""));
}

static void sql_write_bounds(SqlWriter *writer, const SigmaCorrelation *correlation) {
    for (size_t i = 0; i < correlation->bound_count; i++) {
        bool more = correlation->bounds[i].order == SIGMA_ORDER_GREATER;
        buffer_add_format(writer->out, "%shits %s ", i > 0 ? " AND " : "", more ? ">" : ">=");
        buffer_add_double(writer->out, correlation->bounds[i].number);
    }
}

static bool sql_write_correlation(SqlWriter *writer, const SigmaRule *rule) {
    const SigmaCorrelation *correlation = rule->correlation;
    if (!sql_check_correlation(writer, correlation)) return false;
    buffer_add(writer->out, S("SELECT seconds"));
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        Str name = S(""), group = sql_group(writer, i);
        if (!sql_quoted(writer, correlation->group_by.items[i], &name)) return false;
        buffer_add_format(writer->out, ", %.*s AS %.*s", STR_ARGS(group), STR_ARGS(name));
    }
    Str count = sql_count(writer, correlation);
    buffer_add_format(writer->out, ", hits AS \"count\" FROM (\nSELECT *, %.*s AS hits FROM (\n",
                      STR_ARGS(count));
    for (size_t i = 0; i < correlation->rules.count; i++) {
        const SigmaRule *member = &writer->set->rules[correlation->members[i]];
        if (i > 0) buffer_add(writer->out, S("\nUNION ALL\n"));
        writer->rule = rule;
        if (!sql_write_member(writer, correlation, member)) return false;
    }
    buffer_add(writer->out, S("\n) AS found WHERE seconds > 0\n) AS windows WHERE "));
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

bool sigma_sql_write(const SigmaSql *sql, size_t rule, Buffer *out, Error *err) {
    assert(rule < sql->set->count);
    SqlWriter writer = {.set = sql->set,
                        .table = {.arena = sql->scratch, .dialect = sql->dialect},
                        .rule = &sql->set->rules[rule],
                        .start = out->len,
                        .out = out,
                        .err = err};
    if (sql_write_rule(&writer, &sql->set->rules[rule])) return true;
    out->len = writer.start;
    return false;
}
