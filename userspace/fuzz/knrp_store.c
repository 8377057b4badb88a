// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: the files of a state directory. The first octet of the
 * input says which one, and whether it gets a last line that is right, without
 * which hardly any would be read any further. What was taken is written again
 * and has to be the same.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libpc5/context-journal.h"
#include "libpc5/counters.h"
#include "libpc5/knrp-store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = { "knrp", "contexts", "counters" };
static const char *const magics[] = {
	"pc5-knrp 1", "pc5-contexts 1", "pc5-counters 1"
};

static char path[64];

static void check(int condition)
{
	if (!condition)
		abort();
}

static void leave(void)
{
	static const char *const files[] = {
		"lock", "knrp", "contexts", "counters"
	};
	size_t i;

	if (chdir(path))
		return;
	for (i = 0; i < 4; i++)
		unlink(files[i]);
	(void)!chdir("/");
	rmdir(path);
}

static struct pc5_statedir *open_dir(void)
{
	static struct pc5_statedir *dir;
	struct pc5_file_error err;

	if (dir)
		return dir;
	/* Most of the time goes to the disk otherwise. */
	strcpy(path, access("/dev/shm", W_OK) ? "/tmp/pc5-fuzz.XXXXXX" :
	       "/dev/shm/pc5-fuzz.XXXXXX");
	check(!!mkdtemp(path));
	atexit(leave);
	check(!pc5_statedir_open(&dir, path, NULL, &err));
	return dir;
}

static void write_file(const char *name, const void *data, size_t len)
{
	char file[128];
	int fd;

	snprintf(file, sizeof(file), "%s/%s", path, name);
	fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	check(fd >= 0 && write(fd, data, len) == (ssize_t)len);
	close(fd);
}

static void check_same(const char *name, const void *data, size_t len)
{
	char file[128];
	char *now = malloc(len + 1);
	int fd;

	snprintf(file, sizeof(file), "%s/%s", path, name);
	fd = open(file, O_RDONLY);
	check(fd >= 0 && now && read(fd, now, len + 1) == (ssize_t)len);
	check(!memcmp(now, data, len));
	close(fd);
	free(now);
}

static void check_refused(const char *name, const struct pc5_file_error *err)
{
	check(!strncmp(err->text, name, strlen(name)));
	check(err->text[strlen(name)] == ':');
}

static void try_knrp(struct pc5_statedir *dir, const char *text, size_t len)
{
	struct pc5_knrp_store *store;
	struct pc5_file_error err;

	if (pc5_knrp_store_open(&store, dir, PC5_KNRP_STORE_MAX, &err)) {
		check_refused("knrp", &err);
		return;
	}
	if (pc5_knrp_store_count(store)) {
		uint32_t id = pc5_knrp_store_entry(store, 0)->id;

		check(!pc5_knrp_store_rename(store, id, id, &err));
		check_same("knrp", text, len);
	}
	check(pc5_knrp_store_prune(store, UINT64_MAX, &err) >= 0);
	check(!pc5_knrp_store_count(store));
	pc5_knrp_store_close(store);
}

static void try_contexts(struct pc5_statedir *dir, const char *text, size_t len)
{
	struct pc5_journal *journal;
	struct pc5_file_error err;
	struct pc5_context c;

	if (pc5_journal_open(&journal, dir, &err)) {
		check_refused("contexts", &err);
		return;
	}
	if (pc5_journal_count(journal)) {
		c = *pc5_journal_entry(journal, 0);
		check(!pc5_journal_put(journal, &c, &err));
		check_same("contexts", text, len);
		check(pc5_journal_remove_link(journal, c.link, &err) > 0);
	}
	pc5_journal_close(journal);
}

static void try_counters(struct pc5_statedir *dir)
{
	struct pc5_counters *counters;
	struct pc5_file_error err;
	uint64_t first;
	int ret;

	if (pc5_counters_open(&counters, dir, &err)) {
		check_refused("counters", &err);
		return;
	}
	ret = pc5_counters_reserve(counters, "a", 1, 1000, &first, &err);
	check(ret ? ret == -EOVERFLOW || ret == -ENOSPC : first <= 1000);
	pc5_counters_close(counters);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc5_statedir *dir = open_dir();
	struct pc5_state_writer w = { 0 };
	unsigned int which, i;
	const char *text;
	size_t len;

	if (!size)
		return 0;
	which = data[0] % 3;
	text = (const char *)data + 1;
	len = size - 1;
	if (data[0] & 0x80) {
		check(!pc5_state_begin(&w, size + 100, magics[which]));
		memcpy(w.text + w.len, text, len);
		w.len += len;
		if (len && text[len - 1] != '\n')
			w.text[w.len++] = '\n';
		for (i = strlen(magics[which]) + 1; i < w.len; i++)
			w.lines += w.text[i] == '\n';
		check(!pc5_state_seal(&w));
		text = w.text;
		len = w.len;
	}
	write_file(names[which], text, len);
	if (which == 0)
		try_knrp(dir, text, len);
	else if (which == 1)
		try_contexts(dir, text, len);
	else
		try_counters(dir);
	pc5_state_free(&w);
	return 0;
}
