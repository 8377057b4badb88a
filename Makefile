# SPDX-License-Identifier: GPL-2.0-or-later
#
# make                 both modules and the tools, for the running kernel if its
#                      headers are installed, else for the newest installed
# make modules [KDIR=HEADERS] [B=DIR] [GCOV=1]
#                      the modules, built in a copy of the sources under DIR
#                      (PC5_DIRS=kernel/crypto/: pc5-crypto.ko alone)
# make tools           pc5ctl and the servers, under build/userspace
# make install         modules, tools, man pages and completion (DESTDIR, PREFIX)
# make dkms-install    hand the modules to DKMS, which rebuilds them per kernel
# make demo            two UEs on a real kernel in a VM
# make check           all tests, the longest on one kernel each (45 minutes at most)
# make check-kernels   all tests on every kernel; check-smp: on debug kernels with SMP
# make bench           beside WireGuard, MACsec and IPsec; then instructions per packet;
#                      what links cost that make themselves
# make style           what the kernel's own tools find wrong with the sources
# make clean
#
# demo and the checks install what they miss (scripts/deps); nothing else does.

KVER ?= $(shell test -e /lib/modules/$$(uname -r)/build && uname -r || \
	ls -d /lib/modules/*/build 2>/dev/null | cut -d/ -f4 | sort -V | tail -n 1)
KDIR ?= /lib/modules/$(KVER)/build
B ?= build/modules
PREFIX ?= /usr

top := $(CURDIR)
# -j is among the flags only in recipes.
jobs = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))
version := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' packaging/dkms.conf)
userspace = $(MAKE) -C userspace $(jobs) O=$(top)/build/userspace PREFIX=$(PREFIX)

all: modules tools

# The sources are copied so that several kernels can be built for side by side
# and the tree stays clean.
modules:
	@test -n "$(ENTER)" || test -e "$(KDIR)/Makefile" || { \
		echo "no kernel headers in '$(KDIR)': run scripts/deps build, or set KDIR" >&2; exit 1; }
	@scripts/sync "$(B)"
	+$(if $(ENTER),$(ENTER) "$(abspath $(B))" make,$(MAKE)) -C "$(KDIR)" $(jobs) M="$(abspath $(B))" \
		$(if $(wildcard $(KDIR)/vmlinux),,CONFIG_DEBUG_INFO_BTF_MODULES=) modules

tools:
	+$(userspace) all

selftests:
	+@$(MAKE) -s -C selftests O=$(top)/build/selftests

# modules_install runs depmod only where it finds a System.map.
install: all
	+$(MAKE) -C "$(KDIR)" M="$(abspath $(B))" INSTALL_MOD_DIR=updates \
		$(if $(DESTDIR),INSTALL_MOD_PATH="$(abspath $(DESTDIR))") modules_install
	$(if $(DESTDIR),,depmod $(KVER))
	+$(userspace) DESTDIR="$(if $(DESTDIR),$(abspath $(DESTDIR)))" install

# dkms builds from /usr/src, for every kernel that is installed.
dkms-install:
	@scripts/deps dkms
	scripts/sync "$(DESTDIR)/usr/src/pc5-$(version)"
	install -m 644 packaging/dkms.conf "$(DESTDIR)/usr/src/pc5-$(version)/dkms.conf"
	$(if $(DESTDIR),,dkms install --force -m pc5 -v $(version) -k $(KVER))

demo:
	@scripts/deps vm
	selftests/vm/run -- selftests/demo.sh

check:
	@scripts/deps check
	+@PC5_CHECK=quick scripts/check user debian uml-debug

check-kernels:
	@scripts/deps check
	+@scripts/check debian uml-debug debian-6.12 debian-next

check-smp:
	@scripts/deps check
	+@scripts/check x86-debug x86-kcsan

bench:
	@scripts/deps vm
	selftests/vm/run -t 3600 -- selftests/bench/peers.sh
	selftests/vm/run -i -t 3600 -- selftests/bench/peers.sh -c
	selftests/vm/run -t 3600 -- selftests/bench/establish.sh
	@$(MAKE) -C userspace bench-establish

style:
	@scripts/deps style
	+@scripts/style

clean:
	rm -rf build

.PHONY: all modules tools selftests install dkms-install demo check check-kernels check-smp bench style clean
