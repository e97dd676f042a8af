/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_part.c -- see hunt_html_part.h. */
#include "report/hunt_html_part.h"

#include "text/html_writer.h"
#include "text/secret.h"

Str hunt_html_part_class(SigmaLevel level) {
    return level == SIGMA_LEVEL_INFORMATIONAL ? S("info") : sigma_level_name(level);
}

void hunt_html_part_level(HuntPage *page, SigmaLevel level, uint64_t count) {
    Str classes = str_join2(&page->scratch, S("sev "), hunt_html_part_class(level));
    html_open(page->out, "span", "class", &classes, NULL);
    if (count > 0) {
        hunt_html_part_number(page, count);
        html_literal(page->out, " ");
    }
    html_text(page->out, sigma_level_name(level));
    html_literal(page->out, "</span> ");
}

void hunt_html_part_text(HuntPage *page, Str text) {
    if (text.len == 0) return;
    html_literal(page->out, "<bdi>");
    html_text(page->out, secret_mask(&page->scratch, S(""), text));
    html_literal(page->out, "</bdi>");
}

void hunt_html_part_number(HuntPage *page, uint64_t number) {
    buffer_add(page->out, hunt_number(number, &page->scratch));
}

void hunt_html_part_some(HuntPage *page, uint64_t number, const char *one) {
    hunt_html_part_number(page, number);
    html_literal(page->out, " ");
    html_text(page->out, str_from(one));
    if (number != 1) html_literal(page->out, "s");
}

void hunt_html_part_time(HuntPage *page, bool has_time, int64_t time) {
    Str text = has_time ? log_time_text(time, &page->scratch) : S("");
    if (text.len == 0) {
        html_literal(page->out, "<span class=\"unsure\">no time</span>");
        return;
    }
    html_open(page->out, "time", "datetime", &text, NULL);
    html_text(page->out, str_slice(text, 0, 10));
    html_literal(page->out, " ");
    html_text(page->out, str_slice(text, 11, 19));
    html_literal(page->out, "</time>");
}

void hunt_html_part_range(HuntPage *page, const HuntCount *count) {
    hunt_html_part_time(page, count->has_time, count->first);
    if (!count->has_time || count->first == count->last) return;
    html_literal(page->out, " to ");
    hunt_html_part_time(page, true, count->last);
}

void hunt_html_part_table(HuntPage *page, const char *label, const char *columns) {
    Str name = str_from(label), rest = str_from(columns);
    html_open(page->out, "div", "class", &S("scroll"), "role", &S("group"), "tabindex", &S("0"),
              "aria-label", &name, NULL);
    html_literal(page->out, "<table><thead><tr>");
    while (rest.len > 0) {
        html_literal(page->out, "<th scope=\"col\">");
        html_text(page->out, str_cut(&rest, '|'));
        html_literal(page->out, "</th>");
    }
    html_literal(page->out, "</tr></thead>\n<tbody>\n");
}

void hunt_html_part_table_end(HuntPage *page) {
    html_literal(page->out, "</tbody></table></div>\n");
}
