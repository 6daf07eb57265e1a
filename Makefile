# Propolis. `make help` lists what there is to make.
CC      ?= cc
BUILD   ?= build
CFLAGS  ?= -O2 -g
VERSION := 0.1.0

ROOMS   := base catalog lake store crawler alerts api server
WARN    := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wno-missing-field-initializers -Wpointer-arith -Wwrite-strings -Wvla -Wswitch -Werror
DEFS    := -D_GNU_SOURCE -DPROPOLIS_VERSION='"$(VERSION)"'
HARDEN  := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
PACKAGES := libmicrohttpd sqlite3 jansson libcurl openssl expat zlib
PC_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS    := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lpthread

SOURCES := $(sort $(foreach room,$(ROOMS),$(shell find $(room) -name '*.c' 2>/dev/null)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
COMPILE  = $(CC) -std=c11 $(CFLAGS) $(HARDEN) $(WARN) $(DEFS) $(PC_CFLAGS) -I. -MMD -MP

.PHONY: all
all: $(BUILD)/propolis

$(BUILD)/propolis: $(OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -pie -Wl,-z,relro,-z,now -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

-include $(OBJECTS:.o=.d)
