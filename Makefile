# Porcelain over Meson; `make help` lists the targets.
BUILD ?= build
DEMO  ?= demo

.PHONY: all help deps build test accept clean demo asan

all: build

help:
	@grep -E '^#: ' Makefile | sed 's/^#: /  make /'

deps:
	@tools/deps

$(BUILD)/build.ninja:
	@meson setup $(BUILD) >/dev/null

#: build      compile everything
build: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

#: test       install what is missing, build, run the whole test suite
test: build
	@tests/run $(BUILD)

#: accept     take the present output of the command-line tests as expected
accept: build
	@tests/run $(BUILD) --accept

#: asan       the whole suite under the address and undefined-behaviour sanitizers
asan: deps
	@test -f build-asan/build.ninja || meson setup build-asan -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false -Darena_malloc=true >/dev/null
	@ninja -C build-asan --quiet
	@tests/run build-asan

clean:
	rm -rf build build-asan build-cov build-fuzz $(DEMO)
