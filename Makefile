# Porcelain over Meson; `make help` lists the targets.
BUILD ?= build
DEMO  ?= demo
# make fuzz: target and seconds
T ?= all
S ?= 60

.PHONY: all help deps build test accuracy full accept demo asan tsan fuzz cov lint format bench install clean

all: build

help:
	@grep -hE '^#: ' Makefile | sed 's/^#: /  make /'

deps:
	@tools/deps tools/packages.txt

$(BUILD)/build.ninja:
	@meson setup $(BUILD) >/dev/null

#: build      compile everything
build: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

#: test       install what is missing, build, run the test suite
test: build
	@tests/run $(BUILD)

#: accuracy   how well rows come to their persons, with intervals: SEED=n N=children FULL=1 (a million)
accuracy: build
	@tools/accuracy $(BUILD) $(if $(SEED),--seed $(SEED)) $(if $(N),--children $(N)) $(if $(FULL),--full)

#: full       the long tiers: everything, larger counties, sanitizers, ten minutes a fuzz target
full: build
	@YX_FULL=1 tests/run $(BUILD)
	@$(MAKE) --no-print-directory asan
	@$(MAKE) --no-print-directory fuzz S=600

#: accept     take the present output of the command-line tests as expected
accept: build
	@tests/run $(BUILD) --accept

#: demo       make a county of 20,000 invented children, compare its rosters, show the result
demo: build
	@tools/demo $(BUILD) $(DEMO)

#: asan       the whole suite under the address and undefined-behaviour sanitizers
asan: deps
	@test -f build-asan/build.ninja || meson setup build-asan -Dbuildtype=debugoptimized \
	    -Db_sanitize=address,undefined -Db_lundef=false -Darena_malloc=true >/dev/null
	@ninja -C build-asan --quiet
	@tests/run build-asan

#: tsan       the whole suite under the thread sanitizer
tsan: deps
	@test -f build-tsan/build.ninja || meson setup build-tsan -Dbuildtype=debugoptimized \
	    -Db_sanitize=thread -Db_lundef=false -Darena_malloc=true >/dev/null
	@ninja -C build-tsan --quiet
	@tests/run build-tsan

#: fuzz       T=target|all S=seconds: libFuzzer on the parsers; finds stay in tests/fuzz/corpus
fuzz:
	@tools/deps tools/packages.txt tools/packages-lint.txt
	@test -f build-fuzz/build.ninja || CC=clang meson setup build-fuzz -Dbuildtype=debugoptimized \
	    -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true >/dev/null
	@ninja -C build-fuzz --quiet
	@tools/fuzz build-fuzz "$(T)" "$(S)"

#: cov        branch coverage; fails unless all branches of money and entitlement code are taken
cov:
	@tools/deps tools/packages.txt tools/packages-lint.txt
	@test -f build-cov/build.ninja || meson setup build-cov -Dbuildtype=debug -Db_coverage=true >/dev/null
	@ninja -C build-cov --quiet
	@find build-cov -name "*.gcda" -delete
	@tests/run build-cov
	@tools/cov build-cov

#: lint       clang-format, clang-tidy, cppcheck, man pages, and the rules of this house
lint:
	@tools/deps tools/packages.txt tools/packages-lint.txt
	@$(MAKE) --no-print-directory build
	@tools/lint $(BUILD)

#: format     lay the sources out as clang-format says
format:
	@git ls-files 'src/*.[ch]' 'include/*.h' 'examples/*.c' 'tests/*.[ch]' 'tools/*.[ch]' | xargs clang-format -i

#: bench      measure, with what a user would take instead; PROVINCE=1: ten million children too
bench: build
	@bench/run $(BUILD) $(if $(PROVINCE),--province)
	@bench/xlsx $(BUILD)
	@bench/policy $(BUILD)
	@bench/sql $(BUILD)

#: install    program, library, header and man pages under PREFIX (default /usr/local)
install: build
	@meson install -C $(BUILD) --quiet

clean:
	rm -rf build build-asan build-tsan build-cov build-fuzz $(DEMO)
