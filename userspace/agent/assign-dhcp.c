// SPDX-License-Identifier: GPL-2.0-or-later
/* Agent: address assignment by DHCPv4. */

#include "assign-priv.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void send4(struct agent_assign *assign, const struct pc5_dhcp4 *msg)
{
	struct sockaddr_ll dst = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = assign->link->ifindex,
	};
	uint8_t packet[PC5_DHCP4_SIZE];
	size_t len = pc5_dhcp4_build(msg, packet);

	sendto(assign->v4.fd, packet, len, MSG_DONTWAIT,
	       (struct sockaddr *)&dst, sizeof(dst));
}

void agent_dhcp_timer(evutil_socket_t fd, short what, void *arg)
{
	struct agent_assign *assign = arg;
	struct pc5_dhcp4 msg;

	(void)fd;
	(void)what;
	pc5_dhcp4_ask(&assign->client, &msg);
	send4(assign, &msg);
	agent_again(&assign->v4);
}

static void heard_request(struct agent_assign *assign,
			  const struct pc5_dhcp4 *in)
{
	struct agent_side *v4 = &assign->v4;
	struct pc5_dhcp4 out;

	if (!pc5_dhcp4_serve(&assign->server, in, &out))
		send4(assign, &out);
	if (!assign->server.bound || v4->done)
		return;
	v4->peer.family = AF_INET;
	v4->peer.addr.v4 = assign->lease.peer4;
	agent_assign_done(assign, v4);
}

static void refuse4(struct agent_assign *assign)
{
	struct agent_side *v4 = &assign->v4;

	v4->own.family = 0;
	v4->take = false;
	event_del(v4->event);
	agent_assign_done(assign, v4);
}

static void heard_ack(struct agent_assign *assign)
{
	const struct pc5_dhcp4 *lease = &assign->client.lease;
	struct agent_side *v4 = &assign->v4;
	bool first = !v4->own.family;
	struct agent_ip own = {
		.family = AF_INET,
		.len = lease->prefix,
		.addr.v4 = lease->yiaddr,
		.valid = lease->lease,
		.preferred = lease->lease,
	};
	char text[INET6_ADDRSTRLEN];

	if (agent_assign_take(assign, &own, &lease->yiaddr, lease->prefix)) {
		refuse4(assign);
		return;
	}
	v4->own = own;
	v4->peer.family = AF_INET;
	v4->peer.addr.v4 = lease->server;
	if (first)
		agent_log("link %s: address %s", assign->link->ifname,
			  agent_ip_text(&own, text));
	agent_assign_done(assign, v4);
	/* Without an end there is nothing to renew (RFC 2131 clause 4.4.5). */
	if (lease->lease == PC5_DHCP4_FOREVER)
		event_del(v4->event);
	else
		agent_arm(v4->timer, (uint64_t)lease->lease * 1000 / 2);
}

static void heard_reply(struct agent_assign *assign,
			const struct pc5_dhcp4 *in)
{
	struct agent_side *v4 = &assign->v4;
	int ret = pc5_dhcp4_hear(&assign->client, in);

	if (ret < 0)
		return;
	if (!ret) {
		heard_ack(assign);
		return;
	}
	if (assign->client.state == PC5_DHCP4_SELECTING && v4->own.family) {
		/* What it had is not its own any more. */
		agent_ip_del(assign->agent, assign->link->ifindex, &v4->own);
		v4->own.family = 0;
	}
	v4->wait = 0;
	agent_dhcp_timer(-1, 0, assign);
}

void agent_dhcp_read(evutil_socket_t fd, short what, void *arg)
{
	struct agent_assign *assign = arg;
	uint8_t packet[PC5_DHCP4_MAX];
	struct sockaddr_ll from = { 0 };
	socklen_t size = sizeof(from);
	struct pc5_dhcp4 in;
	ssize_t len;

	(void)what;
	len = recvfrom(fd, packet, sizeof(packet), MSG_DONTWAIT,
		       (struct sockaddr *)&from, &size);
	/* Not what this host sends itself. */
	if (len <= 0 || from.sll_pkttype == PACKET_OUTGOING ||
	    pc5_dhcp4_parse(packet, len, assign->v4.take, &in))
		return;
	if (assign->v4.give)
		heard_request(assign, &in);
	else
		heard_reply(assign, &in);
}

/* Only UDP to @port gets to the agent, not all that the link carries. */
static int filter4(int fd, uint16_t port)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 4),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, PC5_DHCP4_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = {
		.len = ARRAY_SIZE(code),
		.filter = code,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program)) ? -errno : 0;
}

int agent_dhcp_open(const struct agent_link *link, bool server)
{
	const struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = link->ifindex,
	};
	/* Of no protocol, until there is the filter. */
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);
	int ret;

	if (fd < 0)
		return -errno;
	ret = filter4(fd, server ? 67 : 68);
	if (!ret && bind(fd, (const struct sockaddr *)&at, sizeof(at)))
		ret = -errno;
	if (ret) {
		close(fd);
		return ret;
	}
	return fd;
}

