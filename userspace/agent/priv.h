/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the agent share. */
#ifndef AGENT_PRIV_H
#define AGENT_PRIV_H

#include <event2/event.h>
#include <json-c/json.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "agent.h"
#include "pool.h"
#include "libpc5/auth.h"
#include "libpc5/context-journal.h"
#include "libpc5/knrp-store.h"
#include "libpc5/ls.h"
#include "libpc5/nl.h"
#include "libpc5/ntf.h"
#include "libpc5/provision.h"
#include "libpc5/signal.h"
#include "libpc5/util.h"

/* Room for a user info as agent_text() gives it. */
#define AGENT_TEXT (4 * PC5_USER_INFO_MAX + 1)

/*
 * Layer-2 IDs that are listened to at a time, beside those of services: one for each
 * half-open establishment, and some for this UE's own requests.
 */
#define AGENT_OWN_MAX 40

/* Peers whose UDP address, or method of authentication, is remembered. */
#define AGENT_PEERS_MAX 64

/* UDP port of a peer of which only the address is given. */
#define AGENT_UDP_PORT 38323

/* Time for the peers to answer when all links are released at the end. */
#define AGENT_STOP_MS 6000

/**
 * struct agent_link - a link of the machine, in the kernel
 * @next: the next one
 * @handle: its handle
 * @ifindex: net device; 0 where the kernel has none yet
 * @ifname: its name
 * @sdu_type: enum pc5_sdu_type
 * @ids: identifiers that are sent with
 * @switched: the kernel sends under the new identifiers of an update
 * @context: contexts in the kernel, by K_NRP-sess ID; 0 for none
 * @up: as link_up() was told; @has_up that it was
 * @has_up: it carries, or carried, user data
 * @carries: it carries user data
 * @closing: it is being released at the end
 * @doubted: what its peer was believed by is not there any more
 * @condemned: the peer could not prove who it is: to be released
 * @since: when it came up, in seconds since 1970
 * @method: how the peer was authenticated
 * @rx: user data packets received when they were last counted
 * @heard: time at which they were more than before
 * @assign: address assignment, or NULL
 */
struct agent_link {
	struct agent_link *next;
	uint32_t handle;
	uint32_t ifindex;
	char ifname[IF_NAMESIZE];
	uint32_t sdu_type;
	struct pc5_ls_ids ids;
	bool switched;
	struct pc5_ls_context context[4];
	struct pc5_ls_up up;
	bool has_up;
	bool carries;
	bool closing;
	bool doubted;
	bool condemned;
	int64_t since;
	const char *method;
	uint64_t rx;
	uint64_t heard;
	struct agent_assign *assign;
};

/**
 * struct agent_endpoint - where a Layer-2 ID is, on a UDP underlay
 * @l2id: the Layer-2 ID; 0 where this is not used
 * @addr: its IP address
 * @port: its UDP port
 * @used: when it was last of use
 */
struct agent_endpoint {
	uint32_t l2id;
	struct pc5_addr addr;
	uint16_t port;
	uint64_t used;
};

/**
 * struct agent_method - how a peer was last authenticated
 * @peer: the peer
 * @method: name of the method
 */
struct agent_method {
	struct pc5_user_info peer;
	const char *method;
};

/**
 * struct agent_target - whom a request of the machine was for
 * @request: the request
 * @peer: the peer
 */
struct agent_target {
	uint32_t request;
	struct pc5_user_info peer;
};

struct agent_client;
struct agent_credentials;

/**
 * struct agent - all of it
 * @base: event loop
 * @timer: next timer of the machine
 * @look: looks at the counters of links
 * @prune: looks after the store and the provisioning's validity
 * @deadline: end of the time for releasing links
 * @stopping: all links are being released
 * @failed: it cannot go on
 * @prov: provisioning
 * @provision: its file
 * @ls: the machine
 * @links: links
 * @req: netlink requests
 * @sig: received messages
 * @ntf: notifications
 * @route: rtnetlink, struct nl_sock
 * @ue: the UE
 * @own: Layer-2 IDs that are listened to, the latest last
 * @n_own: how many
 * @endpoint: UDP addresses
 * @method: methods of peers
 * @n_method: number of the next one
 * @target: peers of requests
 * @n_target: number of the next one
 * @dir: state directory
 * @store: K_NRPs
 * @journal: contexts
 * @boot: this boot of the machine
 * @auth: what it authenticates itself and others with
 * @listener: control socket
 * @path: its name
 * @pool: addresses given to peers
 * @clients: who is connected to it
 * @n_clients: how many
 * @keylog: keys of all contexts, or NULL
 * @log_since: when the lines of agent_log_may() were counted from
 * @log_lines: lines since then
 * @log_left_out: lines left out
 */
struct agent {
	struct event_base *base;
	struct event *timer;
	struct event *look;
	struct event *prune;
	struct event *deadline;
	struct event *event[5];
	bool stopping;
	bool failed;
	struct pc5_provision *prov;
	const char *provision;
	struct pc5_ls *ls;
	struct agent_link *links;
	struct pc5_nl *req;
	struct pc5_nl *sig;
	struct pc5_nl *ntf;
	struct nl_sock *route;
	struct pc5_ue ue;
	uint32_t own[AGENT_OWN_MAX];
	unsigned int n_own;
	struct agent_endpoint endpoint[AGENT_PEERS_MAX];
	struct agent_method method[AGENT_PEERS_MAX];
	unsigned int n_method;
	struct agent_target target[AGENT_PEERS_MAX];
	unsigned int n_target;
	struct pc5_statedir *dir;
	struct pc5_knrp_store *store;
	struct pc5_journal *journal;
	uint8_t boot[PC5_BOOT_ID_LEN];
	struct agent_credentials *auth;
	struct evconnlistener *listener;
	char *path;
	struct agent_pool pool;
	struct agent_client *clients;
	unsigned int n_clients;
	FILE *keylog;
	uint64_t log_since;
	unsigned int log_lines;
	unsigned long log_left_out;
};

/* agent.c */

/* Set the timer, and see whether stopping has come to its end. */
void agent_settle(struct agent *agent);

/* Release all links, and end. */
void agent_stop(struct agent *agent);

/* End at once: the agent cannot go on. */
void agent_fail(struct agent *agent);

/* log.c */

/* A line of the log: the time, and what happened. */
__printf(1, 2) void agent_log(const char *fmt, ...);

/*
 * Whether a line may go to the log that whoever sends the right messages can
 * cause: AGENT_LOG_MAX in AGENT_LOG_MS. Those left out are counted, and
 * agent_log_left_out() says how many.
 */
#define AGENT_LOG_MAX 20
#define AGENT_LOG_MS 10000
bool agent_log_may(struct agent *agent);
void agent_log_left_out(struct agent *agent);

/* User info as printable ASCII without spaces, anything else as %XX. */
const char *agent_text(const struct pc5_user_info *info, char text[AGENT_TEXT]);

/* Milliseconds, monotonic; seconds since 1970. */
uint64_t agent_now(void);
uint64_t agent_time(void);

/* Open the key log; 0 or a negative errno, logged. */
int agent_keylog_open(struct agent *agent, const char *path);
void agent_keylog(struct agent *agent, const struct pc5_ls_context *context);

/* config.c */

/* What the machine is told; 0 or -EINVAL. @config is pc5_ls_config_init()ed. */
int agent_config(const struct pc5_provision *prov,
		 struct pc5_ls_config *config);

/* How links of a service are made. */
int agent_profile(const struct pc5_provision *prov,
		  const struct pc5_prov_service *service,
		  struct pc5_ls_profile *profile);

/* The wanted service called @name, or the first one; NULL. */
const struct pc5_prov_service *
agent_service(const struct pc5_provision *prov, const char *name);

/* kernel.c */

/* Listen to what the provisioning says now. */
void agent_listen(struct agent *agent);
int agent_kernel_open(struct agent *agent);
void agent_kernel_close(struct agent *agent);
void agent_transmit(void *ctx, const struct pc5_ls_tx *tx);
bool agent_l2id_used(void *ctx, uint32_t l2id);

/* Remember where a Layer-2 ID is; @addr NULL only looks it up. */
struct agent_endpoint *agent_endpoint(struct agent *agent, uint32_t l2id,
				      const struct pc5_addr *addr,
				      uint16_t port);

/* What the kernel said of the last request, for a log. */
const char *agent_kernel_error(const struct agent *agent);

/* link.c */
struct agent_link *agent_link(struct agent *agent, uint32_t handle);
struct agent_link *agent_link_named(struct agent *agent, const char *name);
struct agent_link *agent_link_device(struct agent *agent, uint32_t ifindex);
int agent_link_make(struct agent *agent, struct agent_link *link,
		    bool secured);
void agent_link_free(struct agent *agent, struct agent_link *link);
extern const struct pc5_ls_ops agent_ops;

/* heard.c: when user data of a link was last received, for keep-alive. */
int agent_heard_open(struct agent *agent);

/* A link carries user data. */
void agent_heard_up(struct agent *agent);

/* Time of the machine, at most agent_heard_bound() after the truth; 0: never. */
uint64_t agent_heard(void *ctx, uint32_t handle);
uint64_t agent_heard_bound(uint32_t t5084, uint32_t t5086);

/* The counters of a link are @stats at @now. */
struct pc5_stats;
void agent_heard_take(struct agent_link *link, const struct pc5_stats *stats,
		      uint64_t now);

/* ids.c */
int agent_ids(void *ctx, uint32_t handle, uint8_t phase,
	      const struct pc5_ls_ids *old, const struct pc5_ls_ids *new);

/* auth.c */
/*
 * Take the credentials of @prov from now on. Returns 0, or a negative errno with
 * @error, of AGENT_ERROR octets, saying why; then nothing has changed.
 */
int agent_auth_open(struct agent *agent, const struct pc5_provision *prov,
		    char *error);

/* What the machine authenticates with; NULL where there is no method. */
const struct pc5_ls_auth_ops *agent_auth_can(const struct agent *agent);
void agent_auth_close(struct agent *agent);
extern const struct pc5_ls_auth_ops agent_auth_ops;

/* How @peer was last authenticated; "knrp" where it was not. */
const char *agent_method(const struct agent *agent,
			 const struct pc5_user_info *peer);
void agent_method_set(struct agent *agent, const struct pc5_user_info *peer,
		      const char *method);

/* store.c */
int agent_store_open(struct agent *agent, const char *path);
void agent_store_close(struct agent *agent);
int agent_knrp_find(void *ctx, uint32_t id, const struct pc5_user_info *peer,
		    const struct pc5_hop *hop, struct pc5_ls_knrp *knrp);
bool agent_knrp_taken(void *ctx, uint32_t id, uint32_t mask);
int agent_knrp_store(void *ctx, const struct pc5_ls_knrp *knrp,
		     uint32_t old_id);
void agent_knrp_forget(void *ctx, uint32_t id);

/*
 * Nobody answered the machine's request @request. Perhaps the peer does not know
 * the ID any more that a provisioned K_NRP got at a release: it is forgotten, and
 * the one of the provisioning counts again.
 */
void agent_knrp_doubt(struct agent *agent, uint32_t request);

/* Write down a context of @link in state @state, under its present IDs. */
int agent_journal(struct agent *agent, const struct agent_link *link,
		  const struct pc5_ls_context *context, uint8_t state);
void agent_journal_rename(struct agent *agent, const struct agent_link *link,
			  uint16_t from, const struct pc5_ls_context *context);
void agent_journal_remove(struct agent *agent, const struct agent_link *link,
			  uint16_t sess_id);

/* recover.c: end what an agent that was killed left behind. */
int agent_recover(struct agent *agent);

/* address.c */
int agent_address_open(struct agent *agent);
void agent_address_close(struct agent *agent);
int agent_address_up(struct agent *agent, const struct agent_link *link);
void agent_address_down(struct agent *agent, const struct agent_link *link);

/* A step of an identifier update that is being done, or was. */
void agent_address_ids(struct agent *agent, const struct agent_link *link,
		       uint8_t phase, const struct pc5_ls_ids *old,
		       const struct pc5_ls_ids *new);

/* reload.c: another provisioning, in place of the one there is. */

/*
 * Read it again. Returns 0, or a negative errno with @error, of
 * AGENT_RELOAD_ERROR octets, saying why; then nothing has changed.
 */
#define AGENT_RELOAD_ERROR (sizeof(((struct pc5_file_error *)0)->text))
int agent_reload(struct agent *agent, char *error);

/*
 * Whether @peer, authenticated by @method under @old, has to be doubted under
 * @new.
 */
bool agent_peer_doubted(const struct pc5_provision *old,
			const struct pc5_provision *new,
			const struct pc5_user_info *peer, const char *method);

/* @peer proved who it is, with what counts now. */
void agent_trusted(struct agent *agent, const struct pc5_user_info *peer);

/* End the links whose peers did not. */
void agent_condemn(struct agent *agent);

/* event.c */
void agent_event(void *ctx, const struct pc5_ls_event *event);

/**
 * struct agent_message - a message, for whoever watches
 * @tx: it is sent
 * @srb: SL-SRB
 * @src: source Layer-2 ID
 * @dst: destination Layer-2 ID
 * @link: the link, or NULL
 * @id: K_NRP-sess ID
 * @protection: enum pc5_protection
 * @data: the message
 * @len: its octets
 */
struct agent_message {
	bool tx;
	uint8_t srb;
	uint32_t src;
	uint32_t dst;
	const struct agent_link *link;
	uint16_t id;
	uint32_t protection;
	const void *data;
	size_t len;
};

void agent_message(struct agent *agent, const struct agent_message *message);

/* control.c: the control socket. */
int agent_control_open(struct agent *agent, const char *path);
void agent_control_close(struct agent *agent);
bool agent_watched(const struct agent *agent);
void agent_watch(struct agent *agent, struct json_object *event);

/* A request for a link ended: tell who asked, if it is still there. */
void agent_control_connected(struct agent *agent, uint32_t request,
			     const struct agent_link *link, uint8_t cause);

/* Answer to a client; takes @result, which may be NULL. */
void agent_answer(struct agent_client *client, int64_t id, int error,
		  const char *text, struct json_object *result);

/* From now on it gets events. */
void agent_client_watch(struct agent_client *client);

/* Its answer comes when the machine's request @request ends. */
int agent_client_wait(struct agent_client *client, int64_t id,
		      uint32_t request);

/* request.c: what may be asked for. */

/* Most octets of a line, its end included. */
#define AGENT_LINE_MAX (64 * 1024)

enum agent_do {
	AGENT_CONNECT,
	AGENT_RELEASE,
	AGENT_REKEY,
	AGENT_UPDATE,
	AGENT_SHOW,
	AGENT_WATCH,
	AGENT_RELOAD,
	AGENT_STOP,
};

/**
 * struct agent_request - a request on the control socket
 * @id: number the answer carries
 * @what: enum agent_do
 * @target: user info of the peer; of length 0 for any
 * @service: name of the service; empty for the first one wanted
 * @link: name of the link
 * @dst: destination Layer-2 ID; 0 for that of the service
 * @remote: where that is, on a UDP underlay
 * @has_remote: there is @remote
 * @cause: cause of a release
 * @reauth: rekey with a new K_NRP
 */
struct agent_request {
	int64_t id;
	enum agent_do what;
	struct pc5_user_info target;
	char service[64];
	char link[IF_NAMESIZE];
	uint32_t dst;
	struct pc5_addr remote;
	bool has_remote;
	uint8_t cause;
	bool reauth;
};

/*
 * Parse a line without its end. Returns 0, or -EINVAL with @error, of
 * AGENT_ERROR octets, saying why; @request->id is set as far as it is known.
 */
#define AGENT_ERROR 256
int agent_request_parse(const char *line, size_t len,
			struct agent_request *request, char *error);

/* do.c */
struct json_object *agent_show_link(struct agent *agent,
				    const struct agent_link *link);
void agent_do(struct agent *agent, struct agent_client *client,
	      const struct agent_request *request);

#endif /* AGENT_PRIV_H */
