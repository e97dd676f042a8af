/* SPDX-License-Identifier: Apache-2.0 */
/* sam_code.c -- where code and definitions are. The template names a local path until it is
 * packaged; then the place in S3 is not known yet, which is what the nodes say. */
#include "input/sam_internal.h"

static const char *const sam_code_s3_names[] = {"S3Bucket", "S3Key", "S3ObjectVersion"};

static Node *sam_code_unknown(Sam *sam, const Node *at) {
    Node *node = ARENA_NEW(sam->arena, Node);
    *node = node_make_unknown(sam->arena, at, S("a local path until the template is packaged"));
    return node;
}

/* "s3://bucket/key?versionId=v" in parts; false when uri is anything else. */
static bool sam_code_parse(Str uri, Str parts[3]) {
    if (!str_starts(uri, S("s3://"))) return false;
    Str rest = str_slice(uri, 5, uri.len);
    Str path = str_cut(&rest, '?');
    parts[0] = str_cut(&path, '/');
    while (str_starts(path, S("/"))) path = str_slice(path, 1, path.len);
    parts[1] = path;
    if (str_starts(rest, S("versionId="))) parts[2] = str_slice(rest, 10, rest.len);
    return parts[0].len > 0 && parts[1].len > 0;
}

Node *sam_code_location(Sam *sam, const Node *uri, const Node *at, const char *const names[3]) {
    Str keys[] = {str_from(names[0]), str_from(names[1]), str_from(names[2])};
    Node *location = sam_form(sam, uri == NULL ? at : uri, "{}");
    Str parts[3] = {{0}};
    if (node_is(uri, NODE_MAP) && sam_node_find(uri, S("Bucket")) != NULL) {
        sam_node_set(sam, location, keys[0], sam_node_find(uri, S("Bucket")));
        sam_node_set(sam, location, keys[1], sam_node_find(uri, S("Key")));
        sam_node_set(sam, location, keys[2], sam_node_find(uri, S("Version")));
    } else if (sam_code_parse(node_text(uri), parts)) {
        for (size_t i = 0; i < COUNT(parts); i++) {
            if (parts[i].len > 0) {
                sam_node_set(sam, location, keys[i], sam_node_text(sam, uri, parts[i]));
            }
        }
    } else {
        sam_node_set(sam, location, keys[0], sam_code_unknown(sam, location));
        sam_node_set(sam, location, keys[1], sam_code_unknown(sam, location));
    }
    return location;
}

Node *sam_code_make(Sam *sam, const SamOwner *owner) {
    const Node *properties = owner->properties;
    if (node_is_text(sam_node_find(properties, S("PackageType")), S("Image"))) {
        const Node *uri = sam_node_find(properties, S("ImageUri"));
        if (uri == NULL) uri = sam_code_unknown(sam, owner->resource);
        return sam_form(sam, uri, "{ImageUri: $0}", uri);
    }
    const Node *inline_code = sam_node_find(properties, S("InlineCode"));
    const Node *uri = sam_node_find(properties, S("CodeUri"));
    Node *code = inline_code != NULL
                     ? sam_form(sam, inline_code, "{ZipFile: $0}", inline_code)
                     : sam_code_location(sam, uri, owner->resource, sam_code_s3_names);
    sam_node_pick(sam, properties, code, "SourceKMSKeyArn");
    return code;
}

Node *sam_code_content(Sam *sam, const SamOwner *owner, const Node *uri) {
    return sam_code_location(sam, uri, owner->resource, sam_code_s3_names);
}
