// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: log, time, and the key log. */

#include "priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "libpc5/hex.h"

/* Longest line of the log. */
#define LINE_MAX_LEN 2048

void agent_log(const char *fmt, ...)
{
	char line[LINE_MAX_LEN], when[32];
	struct timespec ts;
	struct tm tm;
	va_list ap;

	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &tm);
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	/* One call: the line stays whole among those of others. */
	dprintf(STDERR_FILENO, "%s.%03ldZ pc5-agent: %s\n", when,
		ts.tv_nsec / 1000000, line);
}

const char *agent_text(const struct pc5_user_info *info, char text[AGENT_TEXT])
{
	size_t n = 0;
	unsigned int i;

	for (i = 0; i < info->len; i++) {
		uint8_t c = info->octets[i];

		if (c > ' ' && c < 0x7f && c != '%')
			text[n++] = c;
		else
			n += sprintf(text + n, "%%%02X", c);
	}
	if (!n)
		text[n++] = '-';
	text[n] = 0;
	return text;
}

void agent_log_left_out(struct agent *agent)
{
	if (agent->log_left_out)
		agent_log("%lu lines were left out: requests and failures of others",
			  agent->log_left_out);
	agent->log_left_out = 0;
}

bool agent_log_may(struct agent *agent)
{
	uint64_t now = agent_now();

	if (now - agent->log_since >= AGENT_LOG_MS) {
		agent_log_left_out(agent);
		agent->log_since = now;
		agent->log_lines = 0;
	}
	if (agent->log_lines++ < AGENT_LOG_MAX)
		return true;
	agent->log_left_out++;
	return false;
}

uint64_t agent_now(void)
{
	struct timespec ts;

	/* Sleep of the machine counts for the age of keys. */
	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

uint64_t agent_time(void)
{
	return time(NULL);
}

int agent_keylog_open(struct agent *agent, const char *path)
{
	int fd, ret;

	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0 || fchmod(fd, 0600)) {
		ret = -errno;
		agent_log("keylog %s: %s", path, strerror(-ret));
		if (fd >= 0)
			close(fd);
		return ret;
	}
	agent->keylog = fdopen(fd, "a");
	if (!agent->keylog) {
		close(fd);
		return -ENOMEM;
	}
	agent_log("WARNING: all keys go to %s: who reads it can read and forge all traffic",
		  path);
	return 0;
}

void agent_keylog(struct agent *agent, const struct pc5_ls_context *context)
{
	char ek[2 * PC5_NRP_KEY_LEN + 1] = "", ik[2 * PC5_NRP_KEY_LEN + 1] = "";

	if (!agent->keylog)
		return;
	pc5_hex_encode(context->nrpek, sizeof(context->nrpek), ek);
	pc5_hex_encode(context->nrpik, sizeof(context->nrpik), ik);
	fprintf(agent->keylog, "%04x %s nea%u nia%u %s %s\n", context->sess_id,
		context->responder ? "responder" : "initiator",
		context->sel.ciphering, context->sel.integrity, ek, ik);
	fflush(agent->keylog);
	explicit_bzero(ek, sizeof(ek));
	explicit_bzero(ik, sizeof(ik));
}
