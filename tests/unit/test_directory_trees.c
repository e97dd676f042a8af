/* SPDX-License-Identifier: Apache-2.0 */
/* test_directory_trees.c -- Terraform directories, evaluated: what real terraform 1.11 plans of
 * them. Each test is one file of tests/data/directories; directory_expect.h says how they are
 * written. */
#include "directory_expect.h"

TEST(directory_variables) { directory_expect("variables"); }
TEST(directory_variable_types) { directory_expect("variable_types"); }
TEST(directory_variables_without_a_value) { directory_expect("variable_unknown"); }
TEST(directory_locals) { directory_expect("locals"); }
TEST(directory_count) { directory_expect("count"); }
TEST(directory_count_that_is_not_known) { directory_expect("count_unknown"); }
TEST(directory_for_each) { directory_expect("for_each"); }
TEST(directory_for_each_that_is_not_known) { directory_expect("for_each_unknown"); }
TEST(directory_dynamic_blocks) { directory_expect("dynamic"); }
TEST(directory_modules) { directory_expect("modules"); }
TEST(directory_modules_that_are_missing) { directory_expect("modules_missing"); }
TEST(directory_modules_that_were_downloaded) { directory_expect("modules_downloaded"); }
TEST(directory_paths) { directory_expect("paths"); }
TEST(directory_providers) { directory_expect("providers"); }
TEST(directory_default_tags_that_are_not_known) { directory_expect("default_tags_unknown"); }
TEST(directory_policy_documents) { directory_expect("policies"); }
TEST(directory_data_sources) { directory_expect("data_sources"); }
TEST(directory_files_inside_and_outside) { directory_expect("files"); }
TEST(directory_overrides_and_json) { directory_expect("overrides"); }
TEST(directory_references) { directory_expect("references"); }
TEST(directory_unknown_values) { directory_expect("unknown"); }
TEST(directory_provider_types) { directory_expect("typed"); }
TEST(directory_positions) { directory_expect("positions"); }
TEST(directory_roots_each_on_its_own) { directory_expect("roots"); }
TEST(directory_broken_files) { directory_expect("broken"); }
TEST(directory_plan_and_directory) { directory_expect("plan_and_directory"); }
TEST(directory_secrets) { directory_expect("secrets"); }
TEST(directory_modules_that_are_not_known) { directory_expect("modules_unknown"); }
TEST(directory_syntax) { directory_expect("syntax"); }
TEST(directory_values_of_variables_that_are_wrong) { directory_expect("variable_values"); }
TEST(directory_policy_lists) { directory_expect("policy_lists"); }
