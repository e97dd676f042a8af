/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_dialect.c -- see sigma_sql_dialect.h.
 * The scalars of a piece of JSON are found without a parser that walks it, which no dialect has: a
 * regular expression cuts it into names (a string and a colon), strings, numbers, true and false;
 * names are dropped, and strings decoded. */
#include "sigma/sigma_sql_dialect.h"

#include "base/utf8.h"

#define JSON_TOKEN "\"(?:[^\"\\\\]|\\\\.)*\":?|[-0-9][-+.0-9eE]*|true|false"
#define JSON_TOKEN_TWICE "\"(?:[^\"\\\\\\\\]|\\\\\\\\.)*\":?|[-0-9][-+.0-9eE]*|true|false"

static const SigmaSqlDialect dialects[] = {
    {
        .kind = SIGMA_SQL_CLICKHOUSE,
        .name = S_INIT("clickhouse"),
        .title = S_INIT("ClickHouse"),
        .backslashes = true,
        .lower = S_INIT("lowerUTF8($1)"),
        .any = S_INIT("arrayExists($2 -> $3, $1)"),
        .matches = S_INIT("match($1, $2)"),
        .number = S_INIT("toFloat64OrNull($1)"),
        .time = S_INIT("parseDateTime64BestEffortOrNull($1, 3, 'UTC')"),
        .epoch = S_INIT("toInt64(toUnixTimestamp($1))"),
        .epoch_text = S_INIT("toInt64OrNull($1)"),
        .request_time = S_INIT("parseDateTimeOrNull($1, '%d/%b/%Y:%H:%i:%s %z', 'UTC')"),
        .parts = {S_INIT("toMinute($1)"), S_INIT("toHour($1)"), S_INIT("toDayOfMonth($1)"),
                  S_INIT("toISOWeek($1)"), S_INIT("toMonth($1)"), S_INIT("toYear($1)")},
        .starts = S_INIT("startsWith($1, $2)"),
        .ends = S_INIT("endsWith($1, $2)"),
        .contains = S_INIT("position($1, $2) > 0"),
        .scalars = S_INIT("arrayMap(t -> if(startsWith(t, '\"'), JSONExtractString(t), t), "
                          "arrayFilter(t -> NOT endsWith(t, '\":'), "
                          "extractAll($1, '" JSON_TOKEN_TWICE "')))"),
        .objects = S_INIT("arrayFilter(t -> startsWith(t, '{'), "
                          "arrayConcat(JSONExtractArrayRaw(concat('[', $1, ']')), "
                          "arrayFlatten(arrayMap(t -> JSONExtractArrayRaw(t), "
                          "JSONExtractArrayRaw(concat('[', $1, ']'))))))"),
        .lists = S_INIT("arrayConcat($1, $2)"),
        .first = S_INIT("arrayElementOrNull($1, 1)"),
        .distinct = S_INIT("uniqExact($1) OVER $2"),
    },
    {
        .kind = SIGMA_SQL_ATHENA,
        .name = S_INIT("athena"),
        .title = S_INIT("Athena"),
        .lower = S_INIT("lower($1)"),
        .any = S_INIT("any_match($1, $2 -> $3)"),
        .matches = S_INIT("regexp_like($1, $2)"),
        .number = S_INIT("try_cast($1 AS double)"),
        .time = S_INIT("try(from_iso8601_timestamp(replace($1, ' ', 'T')) AT TIME ZONE 'UTC')"),
        .epoch = S_INIT("CAST(floor(to_unixtime($1)) AS bigint)"),
        .epoch_text = S_INIT("try_cast($1 AS bigint)"),
        .request_time = S_INIT("try(parse_datetime($1, 'dd/MMM/yyyy:HH:mm:ss Z'))"),
        .parts = {S_INIT("minute($1)"), S_INIT("hour($1)"), S_INIT("day($1)"), S_INIT("week($1)"),
                  S_INIT("month($1)"), S_INIT("year($1)")},
        .starts = S_INIT("starts_with($1, $2)"),
        .ends = S_INIT("substr($1, -length($2)) = $2"),
        .contains = S_INIT("strpos($1, $2) > 0"),
        .scalars = S_INIT("transform(filter(regexp_extract_all($1, '" JSON_TOKEN "'), "
                          "t -> t NOT LIKE '%\":'), t -> json_extract_scalar(t, '$'))"),
        .objects = S_INIT("filter(ARRAY[$1], t -> t LIKE '{%')"),
        .lists = S_INIT("concat($1, $2)"),
        .first = S_INIT("element_at($1, 1)"),
        .distinct = S_INIT("cardinality(filter(array_distinct(array_agg($1) OVER $2), "
                           "t -> t IS NOT NULL))"),
    },
    {
        .kind = SIGMA_SQL_DUCKDB,
        .name = S_INIT("duckdb"),
        .title = S_INIT("DuckDB"),
        .lower = S_INIT("lower($1)"),
        .any = S_INIT("len(list_filter($1, lambda $2: $3)) > 0"),
        .matches = S_INIT("regexp_matches($1, $2)"),
        .number = S_INIT("try_cast($1 AS DOUBLE)"),
        .time = S_INIT("try_cast($1 AS TIMESTAMP)"),
        .epoch = S_INIT("CAST(floor(epoch($1)) AS BIGINT)"),
        .epoch_text = S_INIT("try_cast($1 AS BIGINT)"),
        .request_time = S_INIT("try_strptime($1, '%d/%b/%Y:%H:%M:%S %z')"),
        .parts = {S_INIT("minute($1)"), S_INIT("hour($1)"), S_INIT("day($1)"), S_INIT("week($1)"),
                  S_INIT("month($1)"), S_INIT("year($1)")},
        .starts = S_INIT("starts_with($1, $2)"),
        .ends = S_INIT("ends_with($1, $2)"),
        .contains = S_INIT("contains($1, $2)"),
        .scalars = S_INIT("list_transform(list_filter(regexp_extract_all($1, '" JSON_TOKEN "'), "
                          "lambda t: NOT ends_with(t, '\":')), "
                          "lambda t: json_extract_string(t, '$'))"),
        .objects = S_INIT("CAST(list_filter(list_concat("
                          "json_extract('[' || $1 || ']', '$[*]'), "
                          "json_extract('[' || $1 || ']', '$[*][*]')), "
                          "lambda t: json_type(t) = 'OBJECT') AS VARCHAR[])"),
        .lists = S_INIT("list_concat($1, $2)"),
        .first = S_INIT("list_extract($1, 1)"),
        .distinct = S_INIT("count(DISTINCT $1) OVER $2"),
    },
};

const SigmaSqlDialect *sigma_sql_dialect_find(Str name) {
    for (size_t i = 0; i < COUNT(dialects); i++) {
        if (str_equal(dialects[i].name, name)) return &dialects[i];
    }
    return NULL;
}

Str sigma_sql_dialect_names(Arena *arena) {
    Str names = dialects[0].name;
    for (size_t i = 1; i < COUNT(dialects); i++) {
        names = str_join3(arena, names, S(", "), dialects[i].name);
    }
    return names;
}

Str sigma_sql_dialect_fill(Arena *arena, Str template, Str first, Str second, Str third) {
    const Str values[] = {first, second, third};
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < template.len; i++) {
        unsigned place = i + 1 < template.len && template.ptr[i] == '$'
                             ? (unsigned)(template.ptr[i + 1] - '1')
                             : COUNT(values);
        if (place < COUNT(values)) {
            buffer_add(&out, values[place]);
            i++;
        } else {
            buffer_add_byte(&out, template.ptr[i]);
        }
    }
    return str_copy(arena, buffer_text(&out));
}

bool sigma_sql_dialect_literal(Arena *arena, const SigmaSqlDialect *dialect, Str text,
                               Str *ret_literal) {
    char *out = arena_alloc(arena, text.len * 2 + 2);
    size_t len = 0;
    uint32_t point = 0;
    out[len++] = '\'';
    for (size_t i = 0; i < text.len;) {
        size_t bytes = utf8_decode(str_slice(text, i, text.len), &point);
        if (bytes == 0 || point == 0) return false;
        if (point == '\'' || (point == '\\' && dialect->backslashes)) out[len++] = (char)point;
        memcpy(out + len, text.ptr + i, bytes);
        len += bytes;
        i += bytes;
    }
    out[len++] = '\'';
    *ret_literal = (Str){out, len};
    return true;
}
