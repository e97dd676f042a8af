# Builds, tests and installs merlon; `make help` lists the targets. GNU make 4.3.
# Every src/<folder>/*.c, tests/unit/*.c and fuzz/fuzz_*.c is found by its place: a new file needs
# no line here. Each variant of the program has its own folder below build/.

PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
TEST_SECONDS ?= 900
WERROR ?= -Werror
CLANG ?= clang
CLANGXX ?= clang++
ifeq ($(origin CC),default)
CC = gcc
endif
ifeq ($(origin CXX),default)
CXX = g++
endif

MAKEFLAGS += --no-print-directory --no-builtin-rules
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
.DEFAULT_GOAL := build/merlon
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: FORCE
Q = $(if $(V),,@)

# --- what there is to compile -----------------------------------------------------------------

SOURCES := $(wildcard src/*/*.c src/*/*.cc)
UNIT_TESTS := $(wildcard tests/unit/*.c)
FUZZERS := $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))
C_FILES := $(wildcard src/*/*.[ch] src/*/*.cc tests/*.[ch] tests/*/*.[ch] fuzz/*.[ch] bench/*.c)
DATA := $(shell scripts/embed list)

# $(call objects,VARIANT,SOURCES)
objects = $(patsubst %,build/$(1)/%.o,$(basename $(2)))
EMBEDDED := build/embedded.o build/embedded_table.o
LIBRARY_SOURCES := $(filter-out src/cli/main.c,$(SOURCES))

# --- flags ------------------------------------------------------------------------------------

# Libraries are looked up when the first file is compiled: `make demo` may have to install them.
PACKAGES = yaml-0.1 simdjson libpcre2-8 libcrypto libxml-2.0 libdeflate zlib libzstd libmaxminddb
find_flags = $(if $(shell pkg-config --exists $(PACKAGES) && echo yes),\
  $(shell pkg-config $(1) $(PACKAGES)),$(error libraries are missing: `make deps` installs them))
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $$(call find_flags,--cflags))$(PACKAGE_CFLAGS)
PACKAGE_LIBS = $(eval PACKAGE_LIBS := $$(call find_flags,--libs) -lunistring)$(PACKAGE_LIBS)

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla $(WERROR)
COMMON = $(WARNINGS) -D_GNU_SOURCE -pthread -g -Isrc -I. -MMD -MP
C_FLAGS = -std=c17 $(COMMON)
CXX_FLAGS = -std=c++17 -fno-exceptions -fno-rtti -DSIMDJSON_EXCEPTIONS=0 $(COMMON)

SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_release = -O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2
FLAGS_asan = -O1 $(SANITIZE)
FLAGS_tsan = -O1 -fsanitize=thread
FLAGS_fuzz = -O1 $(SANITIZE) -fsanitize=fuzzer-no-link
LINK_release = $(CXX) -Wl,-z,relro,-z,now
LINK_asan = $(CLANGXX) $(SANITIZE)
LINK_tsan = $(CLANGXX) -fsanitize=thread
LINK_fuzz = $(CLANGXX) $(SANITIZE) -fsanitize=fuzzer

# --- compiling and linking --------------------------------------------------------------------

# $(call variant,NAME,C COMPILER,C++ COMPILER)
define variant
build/$(1)/%.o: %.c Makefile
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo "  $(1) $$<")
	$$(Q)$(2) $$(C_FLAGS) $$(FLAGS_$(1)) $$(PACKAGE_CFLAGS) $$(CFLAGS) -c $$< -o $$@
build/$(1)/%.o: %.cc Makefile
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo "  $(1) $$<")
	$$(Q)$(3) $$(CXX_FLAGS) $$(FLAGS_$(1)) $$(PACKAGE_CFLAGS) $$(CXXFLAGS) -c $$< -o $$@
endef
$(eval $(call variant,release,$$(CC),$$(CXX)))
$(eval $(call variant,asan,$$(CLANG),$$(CLANGXX)))
$(eval $(call variant,tsan,$$(CLANG),$$(CLANGXX)))
$(eval $(call variant,fuzz,$$(CLANG),$$(CLANGXX)))

# $(call write_if_changed,COMMAND): its output becomes the target, which stays as old as it was when
# it held the same already. The lists change when a file comes or goes.
write_if_changed = @mkdir -p $(@D); $(1) | cmp -s - $@ || $(1) >$@

build/sources.list: FORCE
	$(call write_if_changed,echo $(SOURCES) $(UNIT_TESTS))

# $(call link,VARIANT)
link = $(Q)$(LINK_$(1)) -pthread $(filter %.o,$^) $(PACKAGE_LIBS) $(2) -lm $(LDFLAGS) -o $@

build/merlon: build/release/merlon
	@ln -f $< $@
build/release/merlon: $(call objects,release,$(SOURCES)) $(EMBEDDED) build/sources.list
	$(call link,release)
build/asan/merlon: $(call objects,asan,$(SOURCES)) $(EMBEDDED) build/sources.list
	$(call link,asan)
build/tsan/merlon: $(call objects,tsan,$(SOURCES)) $(EMBEDDED) build/sources.list
	$(call link,tsan)
build/asan/merlon-tests: $(EMBEDDED) build/sources.list \
  $(call objects,asan,$(LIBRARY_SOURCES) tests/main.c $(UNIT_TESTS))
	$(call link,asan,-lcmocka)
build/asan/sam_compare: $(call objects,asan,tests/tools/sam_compare.c \
  $(filter src/base/% src/text/% src/input/sam%,$(LIBRARY_SOURCES)))
	$(call link,asan)
build/asan/hcl_json: $(call objects,asan,tests/tools/hcl_json.c \
  $(filter src/base/% src/text/%,$(LIBRARY_SOURCES)))
	$(call link,asan)
build/asan/pair_compare: $(EMBEDDED) $(call objects,asan,tests/tools/pair_compare.c \
  $(LIBRARY_SOURCES))
	$(call link,asan)
build/asan/draw_model: $(EMBEDDED) $(call objects,asan,tests/tools/draw_model.c \
  $(LIBRARY_SOURCES))
	$(call link,asan)
build/release/draw_model: $(EMBEDDED) $(call objects,release,tests/tools/draw_model.c \
  $(LIBRARY_SOURCES))
	$(call link,release)
build/asan/diagram_coverage: $(EMBEDDED) $(call objects,asan,tests/tools/diagram_coverage.c \
  $(LIBRARY_SOURCES))
	$(call link,asan)
build/asan/make_scenario: $(call objects,asan,tests/tools/make_scenario.c \
  $(wildcard tests/scenario/*.c))
	$(call link,asan)
build/asan/replay_%: build/asan/fuzz/fuzz_%.o build/asan/fuzz/driver.o \
  $(call objects,asan,$(LIBRARY_SOURCES)) $(EMBEDDED)
	$(call link,asan)
build/fuzz/fuzz_%: build/fuzz/fuzz/fuzz_%.o $(call objects,fuzz,$(LIBRARY_SOURCES)) $(EMBEDDED)
	$(call link,fuzz)

# facts/ and rules/ become part of the program.
build/embedded.list: FORCE
	$(call write_if_changed,scripts/embed list)
build/embedded.S build/embedded_table.c &: build/embedded.list scripts/embed $(DATA)
	@scripts/embed write build
build/embedded.o: build/embedded.S
	$(Q)$(CC) -c $< -o $@
build/embedded_table.o: build/embedded_table.c src/base/embedded.h
	$(Q)$(CC) -std=c17 -Isrc -c $< -o $@

-include $(patsubst %,build/*/%.d,$(basename $(SOURCES) $(UNIT_TESTS) tests/main.c \
  $(wildcard tests/tools/*.c tests/scenario/*.c bench/*.c) fuzz/driver.c))
-include $(patsubst %,build/*/fuzz/fuzz_%.d,$(FUZZERS))

# --- targets for people -----------------------------------------------------------------------

.PHONY: deps demo run-demo test run-tests check-style format fuzz bench install clean help

deps: ## install what is missing to build and test (Debian, with apt)
	@scripts/deps

demo: deps ## build, then write a report of the example to build/demo/report.html
	@$(MAKE) run-demo
run-demo: build/merlon
	@mkdir -p build/demo
	build/merlon model -o build/demo/report.html examples/shop/template.yaml
	@echo "The report is at build/demo/report.html"

test: deps ## run every test; the last line counts them
	@$(MAKE) run-tests

# Each test leaves one line in the tally: passed, failed or skipped. The program that is tested
# watches itself with AddressSanitizer and UndefinedBehaviorSanitizer, leaks included.
TALLY = build/test/tally
UNDER_TEST = MERLON=$(CURDIR)/build/asan/merlon MERLON_RELEASE=$(CURDIR)/build/release/merlon \
  ASAN_OPTIONS=detect_leaks=1:handle_segv=2:allow_addr2line=1 \
  UBSAN_OPTIONS=print_stacktrace=1:allow_addr2line=1
# $(call tally,STATUS): what an exit status means.
tally = case $(1) in 0) echo passed ;; 77) echo skipped ;; *) echo failed ;; esac >>$(TALLY)

TOOLS := $(patsubst tests/tools/%.c,build/asan/%,$(wildcard tests/tools/*.c))
run-tests: build/merlon build/asan/merlon build/tsan/merlon build/asan/merlon-tests $(TOOLS) \
  $(patsubst %,build/asan/replay_%,$(FUZZERS))
	@rm -rf build/test && mkdir -p build/test
	@echo "check-style"; scripts/check-style; $(call tally,$$?)
	@log=build/test/unit.log; status=0; \
	$(UNDER_TEST) CMOCKA_MESSAGE_OUTPUT=TAP build/asan/merlon-tests >$$log 2>&1 || status=$$?; \
	awk -v status=$$status -v tally=$(TALLY) ' \
	    /^1\.\.[0-9]+$$/ { planned = substr($$0, 4) } \
	    /^(not )?ok .*# SKIP/ { skipped++; next } \
	    /^ok / { passed++ } \
	    END { \
	        failed = planned - passed - skipped; \
	        if (status != 0 && failed < 1) failed = 1; \
	        for (i = 0; i < passed; i++) print "passed" >>tally; \
	        for (i = 0; i < skipped; i++) print "skipped" >>tally; \
	        for (i = 0; i < failed; i++) print "failed" >>tally; \
	        printf "unit tests: %d passed, %d failed\n", passed, failed; \
	        exit failed > 0 }' $$log || grep -v '^ok ' $$log
	@for name in $(FUZZERS); do \
	    log=build/test/corpus-$$name.log; status=0; echo "fuzz/corpus/$$name"; \
	    $(UNDER_TEST) build/asan/replay_$$name fuzz/corpus/$$name >$$log 2>&1 || status=$$?; \
	    [ $$status = 0 ] || tail -n 60 $$log; \
	    $(call tally,$$status); \
	done
	@for script in $(sort $(wildcard tests/run/*.sh)); do \
	    [ -x $$script ] || continue; \
	    status=0; echo "$$script"; \
	    $(UNDER_TEST) timeout $(TEST_SECONDS) $$script || status=$$?; \
	    case $$status in 0|77) ;; *) echo "$$script: failed with status $$status" ;; esac; \
	    $(call tally,$$status); \
	done
	@awk '{ n[$$1]++ } END { \
	    printf "%d passed, %d failed", n["passed"], n["failed"]; \
	    if (n["skipped"]) printf ", %d skipped", n["skipped"]; \
	    print ""; exit n["failed"] > 0 }' $(TALLY)

check-style: ## prove the rules of CONTRIBUTING.md on the code
	@scripts/check-style

format: ## lay out all C as .clang-format says
	clang-format -i $(C_FILES)

fuzz: $(addprefix fuzz-,$(FUZZERS)) ## fuzz each parser for FUZZ_SECONDS (60); fuzz-NAME runs one
fuzz-%: build/fuzz/fuzz_% FORCE
	@mkdir -p build/fuzz/corpus/$* build/fuzz/crashes fuzz/corpus/$*
	@echo "fuzzing $* for $(FUZZ_SECONDS) seconds; build/fuzz/$*.log grows"
	@$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	    -artifact_prefix=build/fuzz/crashes/$*- $(patsubst %,-dict=%,$(wildcard fuzz/$*.dict)) \
	    build/fuzz/corpus/$* fuzz/corpus/$* >build/fuzz/$*.log 2>&1 || \
	    { tail -n 60 build/fuzz/$*.log; echo "$*: see build/fuzz/crashes"; exit 1; }
	@echo "$*: nothing found; $$(tail -n 1 build/fuzz/$*.log)"

build/release/terraform_resolved: $(EMBEDDED) $(call objects,release,bench/terraform_resolved.c \
  $(LIBRARY_SOURCES))
	$(call link,release)

bench: build/merlon build/release/terraform_resolved build/asan/pair_compare ## run the measurements of bench/ one after the other
	@for script in $(sort $(wildcard bench/*.sh)); do \
	    [ -x $$script ] || continue; \
	    MERLON=$(CURDIR)/build/merlon $$script || exit 1; \
	done

install: build/merlon ## install below DESTDIR and PREFIX (/usr/local)
	install -D -m 755 build/merlon $(DESTDIR)$(PREFIX)/bin/merlon
	@command -v scdoc >/dev/null || echo "scdoc is not installed: no manual pages"
	@for page in $(patsubst man/%.scd,%,$(wildcard man/*.scd)); do \
	    command -v scdoc >/dev/null || break; \
	    folder=$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}; \
	    mkdir -p $$folder build/man && scdoc <man/$$page.scd >build/man/$$page || exit 1; \
	    echo "install $$folder/$$page"; install -m 644 build/man/$$page $$folder/$$page; \
	done
	$(if $(wildcard completions/merlon.bash),install -D -m 644 completions/merlon.bash \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/merlon)

clean: ## remove build/
	rm -rf build

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | expand -t 14
	@echo "variables     CC CXX CLANG CLANGXX CFLAGS CXXFLAGS LDFLAGS WERROR= V=1"
