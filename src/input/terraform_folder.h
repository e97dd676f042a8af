/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_folder.h -- the .tf and .tf.json files of one directory: what a Terraform module is
 * written as. Each directory is read once, however many modules are made of it. */
#ifndef MERLON_INPUT_TERRAFORM_FOLDER_H
#define MERLON_INPUT_TERRAFORM_FOLDER_H

#include "input/input.h"
#include "text/hcl.h"

/* A block, or an attribute of "locals", with the file that it stands in. */
typedef struct TerraformItem {
    const HclBlock *block;         /* or NULL */
    const HclAttribute *attribute; /* or NULL */
    const Source *source;
} TerraformItem;

typedef struct TerraformFolder {
    Str path;      /* normalized: "a/../b" is "b" */
    Map resources; /* "aws_s3_bucket.logs" -> TerraformItem; so are data, with their type */
    Map data;
    Map variables; /* name -> TerraformItem */
    Map locals;
    Map outputs;
    Map calls;     /* name of a module call -> TerraformItem */
    Map providers; /* name, or name.alias -> TerraformItem */
} TerraformFolder;

typedef struct TerraformLoader {
    Input *input;
    Map folders;  /* path -> TerraformFolder */
    Str *allowed; /* real paths below which file() and links may read */
    size_t allowed_count;
} TerraformLoader;

/* The input's loader, which adds problems to it; made when it is first asked for. */
TerraformLoader *terraform_loader_of(Input *input);

/* Reads the directory at path, or finds it when it was read before. NULL when nothing is there. */
TerraformFolder *terraform_folder_load(TerraformLoader *loader, Str path);

/* The same for the text of a file that stands alone; path is shown as its name. */
TerraformFolder *terraform_folder_read_text(TerraformLoader *loader, Str path, Str text);

/* Whether a directory holds .tf or .tf.json files. */
bool terraform_folder_is_module(Arena *arena, Str path);

/* folder/relative without "." and "..", as far as the text tells; relative may be absolute. */
Str terraform_folder_join(Arena *arena, Str folder, Str relative);

/* Lets file() and links read below path from now on. */
void terraform_loader_allow(TerraformLoader *loader, Str path);

/* Whether path, with its links followed, lies below a directory that may be read. */
bool terraform_loader_may_read(const TerraformLoader *loader, Str path);

#endif
