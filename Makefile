# Propolis. `make help` lists what there is to make.
CC      ?= cc
CLANG   ?= clang
BUILD   ?= build
PREFIX  ?= /usr/local
VERSION := 0.1.0

CFLAGS  ?= -O2 -g -ffunction-sections -fdata-sections
LDFLAGS ?= -pie -Wl,-z,relro,-z,now,--gc-sections,--as-needed

ROOMS   := base catalog lake store crawler alerts api server
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wno-missing-field-initializers -Wpointer-arith -Wwrite-strings -Wvla -Wswitch -Werror
# Texts over several lines in tables, assert(!"why"), and an index that becomes an enum are meant; clang doubts them.
WARN    += $(if $(findstring clang,$(CC)),-Wno-string-concatenation -Wno-string-conversion -Wno-shorten-64-to-32)
DEFS    := -D_GNU_SOURCE -DPROPOLIS_VERSION='"$(VERSION)"'
HARDEN  := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
PACKAGES := libpcre2-8 libmicrohttpd sqlite3 jansson libcurl openssl expat zlib
PC_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
# libcurl is loaded when it is first needed: base/curl_library.h
LIBS    := $(shell pkg-config --libs $(filter-out libcurl,$(PACKAGES)) 2>/dev/null) -lpthread -lm

# The same rules build each variant in a folder of its own: $(MAKE) $(asan) units
SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
asan     := BUILD=$(BUILD)/asan CFLAGS='$(SANITIZE)' HARDEN=-fPIE
coverage := BUILD=$(BUILD)/coverage CFLAGS='-O0 -g --coverage -fprofile-update=atomic' HARDEN=-fPIE
fuzzing  := BUILD=$(BUILD)/fuzz CC=$(CLANG) CFLAGS='$(SANITIZE) -fsanitize=fuzzer-no-link' HARDEN=-fPIE

MIGRATIONS := $(sort $(wildcard migrations/[0-9]*.sql))
SOURCES := $(sort $(foreach room,$(ROOMS),$(shell find $(room) -name '*.c' 2>/dev/null)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(if $(MIGRATIONS),$(BUILD)/gen/migrations.o)
LIBRARY := $(BUILD)/libpropolis.a
UNIT_SOURCES := $(sort $(shell find tests/unit -name '*.c' 2>/dev/null))
UNITS   := $(patsubst %.c,$(BUILD)/%,$(filter %.c,$(foreach file,$(UNIT_SOURCES),$(if $(filter test_%,$(notdir $(file))),$(file)))))
FIXTURES := $(patsubst %.c,$(BUILD)/%.o,$(foreach file,$(UNIT_SOURCES),$(if $(filter test_%,$(notdir $(file))),,$(file))))
HARNESSES := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/fuzz/*.c)))
# V=1 shows the commands.
Q       := $(if $(V),,@)
SAY      = $(if $(V),,@echo "  $(1)  $(@:$(BUILD)/%=%)")
COMPILE  = $(CC) -std=c11 $(CFLAGS) $(HARDEN) $(WARN) $(DEFS) $(PC_CFLAGS) -I.

.PHONY: all
all: $(BUILD)/propolis  ## the program, build/propolis (BUILD=DIR builds elsewhere)

$(BUILD)/propolis: $(BUILD)/server/main.o $(LIBRARY)
	$(call SAY,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(LIBRARY): $(filter-out $(BUILD)/server/main.o,$(OBJECTS))
	@mkdir -p $(@D)
	@rm -f $@
	$(call SAY,AR)
	$(Q)$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(BUILD)/gen/migrations.o: $(BUILD)/gen/migrations.c
	$(call SAY,CC)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(BUILD)/gen/migrations.c: $(MIGRATIONS) scripts/embed-migrations
	@mkdir -p $(@D)
	$(call SAY,GEN)
	$(Q)scripts/embed-migrations $(MIGRATIONS) > $@.part
	@mv $@.part $@

$(UNITS): $(BUILD)/%: $(BUILD)/%.o $(FIXTURES) $(LIBRARY)
	$(call SAY,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(HARNESSES): $(BUILD)/%: $(BUILD)/%.o $(LIBRARY)
	$(call SAY,LD)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

SCENARIOS := $(patsubst %,$(BUILD)/bench/%.o,scenario partitions projection)
$(BUILD)/bench/load $(BUILD)/bench/scan: $(BUILD)/%: $(BUILD)/%.o $(SCENARIOS) $(LIBRARY)
	$(call SAY,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/bench/control: $(BUILD)/bench/control.o
	$(call SAY,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

.PHONY: units harnesses asan-units asan-all fuzz-harnesses coverage-build
units: $(UNITS)
harnesses: $(HARNESSES)
asan-units:
	+$(MAKE) $(asan) units
asan-all:
	+$(MAKE) $(asan) all
fuzz-harnesses:
	+$(MAKE) $(fuzzing) harnesses
coverage-build:
	+$(MAKE) $(coverage) all units
.SECONDARY:

.PHONY: test check lint format fuzz coverage
test:  ## set up everything the tests need, then run them all; ends with `N passed, N failed`
	scripts/install-deps test
	scripts/setup-python $(BUILD)
	scripts/setup-versitygw $(BUILD)
	scripts/setup-sdks $(BUILD)
	+scripts/run-tests --build $(BUILD) --fuzz-seconds $(or $(FUZZ_SECONDS),0)

check:  ## the unit tests only, under AddressSanitizer and UndefinedBehaviorSanitizer
	+scripts/run-tests --build $(BUILD) units

lint: $(OBJECTS)  ## layers, formatting, lengths and the other rules of docs/style.md
	@LINT_COMPILE="$(subst ",\",$(COMPILE))" scripts/lint --build $(BUILD)

format:  ## let clang-format lay out every C file
	find $(wildcard $(ROOMS) tests/unit tests/fuzz bench) -name '*.[ch]' | xargs clang-format -i

fuzz:  ## every harness of tests/fuzz for FUZZ_SECONDS (60), and requests made up for five times that
	scripts/setup-python $(BUILD)
	+SEED=$${SEED:-$$(date +%s)} scripts/run-tests --build $(BUILD) --fuzz-seconds $(or $(FUZZ_SECONDS),60) fuzz requests

coverage:  ## the share of lines that the tests run, as one figure
	+scripts/coverage $(BUILD)

.PHONY: demo demo-s3 bench engines openapi
demo:  ## the story of two days in a lake, told by the real program
	scripts/install-deps demo
	+scripts/demo --build $(BUILD)

demo-s3:  ## the same story on a real S3 server
	scripts/install-deps demo-s3
	scripts/setup-versitygw $(BUILD)
	+scripts/demo --build $(BUILD) --s3

bench:  ## load against the program, a bare control and a peer, as tables; BENCH_PARTITIONS=10000000 goes to that size
	scripts/install-deps bench
	scripts/setup-python $(BUILD) bench
	+$(MAKE) all $(addprefix $(BUILD)/bench/,load scan control)
	+bench/run --build $(BUILD) $(BENCH_PARTITIONS:%=--partitions %)

engines: $(BUILD)/propolis  ## real clients and engines against the program; ENGINES="trino spark" picks some (downloads gigabytes)
	scripts/install-deps engines
	scripts/setup-versitygw $(BUILD)
	tests/engines/run --build $(BUILD) --write $(ENGINES)

openapi: $(BUILD)/propolis  ## write openapi/propolis.json anew from the program's tables
	$(BUILD)/propolis openapi > $(BUILD)/propolis.json
	mv $(BUILD)/propolis.json openapi/propolis.json

.PHONY: install clean help
install: $(BUILD)/propolis  ## binary, man page, systemd unit and example configuration (PREFIX, DESTDIR)
	install -D -s -m 755 $(BUILD)/propolis $(DESTDIR)$(PREFIX)/bin/propolis
	install -D -m 644 packaging/propolis.1 $(DESTDIR)$(PREFIX)/share/man/man1/propolis.1
	install -D -m 644 packaging/propolis.conf $(DESTDIR)$(PREFIX)/share/doc/propolis/propolis.conf
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@PREFIX@|$(PREFIX)|' packaging/propolis.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/propolis.service

clean:  ## remove what was built (tools for the tests stay; delete build/ to lose them too)
	rm -rf $(foreach part,$(ROOMS) bench tests gen asan fuzz coverage reports,$(BUILD)/$(part)) \
	       $(BUILD)/propolis $(LIBRARY)

help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

-include $(OBJECTS:.o=.d) $(UNITS:=.d) $(FIXTURES:.o=.d) $(HARNESSES:=.d)
