/* SPDX-License-Identifier: Apache-2.0 */
/* input.h -- reading what is about to be deployed, in whatever format it is written.
 * The format is found from the content. Each format is one file and one row of the table in
 * input.c. */
#ifndef MERLON_INPUT_INPUT_H
#define MERLON_INPUT_INPUT_H

#include "model/knowledge.h"

enum {
    INPUT_BYTES_MAX = 1 << 30,  /* of one file: 1 GiB, as JSON_BYTES_MAX */
    INPUT_DOCUMENTS_MAX = 20000 /* files of one run that hold something known */
};

typedef struct InputFormat InputFormat;

/* One file that holds something known. */
typedef struct InputDocument {
    const Source *source;
    Node root;
    const InputFormat *format;
    bool nested; /* another document includes it */
} InputDocument;

/* What was not understood, and what hangs on it. */
typedef struct InputNote {
    Str subject; /* "module.vpc", "Transform AWS::LanguageExtensions" */
    Str reason;
    const Source *source;
    uint32_t line;
} InputNote;

/* A variable of Terraform's root modules, as given from outside. */
typedef struct InputVariable {
    Str name; /* empty: text is the name of a file of variables */
    Str text;
} InputVariable;

/* A directory with .tf files. */
typedef struct InputFolder {
    Str path;
    bool given;   /* by name, not found below another: it is a root module whoever calls it */
    Str text;     /* of its one file, when it is no directory of the file system; or empty */
    bool planned; /* a plan of it was given too: that is analysed in its place */
} InputFolder;

typedef struct Input {
    Arena *arena;
    Estate *estate;
    Model model;           /* what models that were made elsewhere say; not finished yet */
    Knowledge **knowledge; /* what models of the Threat Modeling Tool carry along, one each */
    size_t knowledge_count;
    Map parameters;           /* name -> Str *, as given with --parameter */
    InputVariable *variables; /* as given with --var and --var-file: later ones count */
    size_t variable_count;
    Map environment; /* name -> Str *: TF_VAR_name */
    ErrorList errors;
    InputDocument *documents;
    size_t document_count;
    size_t document_capacity;
    InputNote *notes;
    size_t note_count;
    size_t note_capacity;
    InputFolder *folders; /* in the order in which they were found */
    size_t folder_count;
    size_t folder_capacity;
    Map folder_index;               /* path -> number + 1 */
    struct TerraformLoader *loader; /* of the folders; NULL before it is needed */
    size_t skipped;                 /* files of directories that hold nothing known */
    size_t bytes;                   /* read */
} Input;

struct InputFormat {
    Str name; /* "terraform-plan" */
    const char *help;
    bool (*recognizes)(const Node *root);
    void (*read)(Input *input, const InputDocument *document); /* adds to its estate or model */
};

/* An input that fills estate. */
Input input_make(Arena *arena, Estate *estate);

/* Reads a file ("-": standard input) or all files of a directory that hold something known.
 * Problems are added to input->errors; the rest goes on. Nothing is in the estate before
 * input_finish. */
void input_add_path(Input *input, Str path);

/* Reads a directory as one root module of Terraform, without what lies below it. */
void input_add_folder(Input *input, Str path);

/* The same for the text of a .tf file that stands alone; name is shown as its path. */
void input_add_terraform(Input *input, Str name, Str text);

/* Reads the text of a document, as if it stood in a file of that name. Returns false and adds an
 * error when it is no known format. */
bool input_add_text(Input *input, Str name, Str text);

/* Like input_add_text, for a tree that was read already. */
bool input_add_node(Input *input, const Node *root);

/* Fills the estate from all documents and completes it. */
void input_finish(Input *input);

/* Adds a problem with a place. */
void input_fail(Input *input, const Node *node, const char *format, ...) PRINTF_LIKE(3, 4);

/* Gives Terraform's root modules a variable; an empty name: text names a file of variables. */
void input_add_variable(Input *input, Str name, Str text);

/* Appends the knowledge base of a model. */
void input_add_knowledge(Input *input, Knowledge *knowledge);

/* Notes what was not understood. */
void input_note(Input *input, const Node *node, Str subject, Str reason);

/* The document of that path, or NULL. */
InputDocument *input_find(Input *input, Str path);

/* The formats, for help. */
extern const InputFormat input_formats[];
extern const size_t input_format_count;

#endif
