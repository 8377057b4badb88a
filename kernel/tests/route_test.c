// SPDX-License-Identifier: GPL-2.0-only
/*
 * Layer-2 relaying: what the table of routes finds and what not, and what becomes
 * of SRAP PDUs that a relay or an end gets
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/rtnetlink.h>
#include "data_test.h"

#include "../route.c"
#include "../srap.c"

/* Local identities of two UEs, and some of nobody. */
#define ONE		17
#define OTHER		42
#define NOBODY		99

#define N_LINKS		3

struct fixture {
	struct pc5_port port;
	struct pc5_ue ue;
	struct pc5_ue stranger;
	struct net_device *dev;
	struct pc5_link link[N_LINKS];
	struct pc5_link user;
	struct pc5_link another;
};

#define fixture(test) ((struct fixture *)(test)->priv)

/* What became of the last PDU, and how often each thing happened. */
static struct {
	struct pc5_link *link;
	u8 lcid;
	u8 flags;
	u8 hops;
	u8 octet[4];
	unsigned int len;
	enum pc5_drop reason;
	unsigned int sent;
	unsigned int dropped;
	unsigned int alarms;
	unsigned int taken;
	unsigned int srb0;
	unsigned int srb1;
} saw;

/* What stands for the rest of the module. */
void pc5_nl_route_event(const struct pc5_route *route, enum pc5_event event)
{
}

void pc5_nl_link_event(struct pc5_link *link, enum pc5_event event)
{
}

static void see(struct pc5_link *link, struct sk_buff *skb, u8 lcid)
{
	saw.link = link;
	saw.lcid = lcid;
	saw.len = skb->len;
	memset(saw.octet, 0, sizeof(saw.octet));
	skb_copy_bits(skb, 0, saw.octet,
		      min_t(unsigned int, skb->len, sizeof(saw.octet)));
	kfree_skb(skb);
}

bool pc5_tx_frame(struct pc5_link *link, const struct pc5_addr *addr,
		  struct sk_buff *skb, u8 lcid, u8 flags, u8 hops)
{
	saw.sent++;
	saw.flags = flags;
	saw.hops = hops;
	see(link, skb, lcid);
	return true;
}

void pc5_drop(struct net_device *dev, struct pc5_stats __percpu *stats,
	      struct sk_buff *skb, enum pc5_drop reason)
{
	saw.dropped++;
	saw.reason = reason;
	kfree_skb(skb);
}

void pc5_rx_alarm(struct pc5_link *link, struct sk_buff *skb, u8 lcid, u16 id,
		  enum pc5_drop reason)
{
	saw.alarms++;
	saw.reason = reason;
	kfree_skb(skb);
}

void pc5_rx_pdu(struct pc5_link *link, struct sk_buff *skb, u8 lcid)
{
	saw.taken++;
	see(link, skb, lcid);
}

void pc5_signal_srb0_path(struct pc5_ue *ue, struct pc5_route *route,
			  struct sk_buff *skb)
{
	saw.srb0++;
	see(route->link, skb, PC5_LCID_SRB0);
}

void pc5_signal_srb1(struct pc5_ue *ue, struct pc5_route *route,
		     struct sk_buff *skb)
{
	saw.srb1++;
	see(route->link, skb, PC5_LCID_SRB1);
}

static int route_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	unsigned int i;
	int err;

	if (!f)
		return -ENOMEM;
	f->dev = kunit_kzalloc(test, sizeof(*f->dev), GFP_KERNEL);
	if (!f->dev)
		return -ENOMEM;
	err = rhashtable_init(&f->port.routes, &pc5_route_params);
	if (err)
		return err;
	f->ue.port = &f->port;
	for (i = 0; i < N_LINKS; i++) {
		struct pc5_link *link = &f->link[i];

		link->port = &f->port;
		link->ue = &f->ue;
		link->dev = f->dev;
		link->max_sdu = 100;
		INIT_LIST_HEAD(&link->routes);
		/* Only whether there is a context is looked at. */
		RCU_INIT_POINTER(link->slot[0], (struct pc5_sec *)f);
	}
	f->user.ue = &f->ue;
	f->user.relayed = true;
	memset(&saw, 0, sizeof(saw));
	test->priv = f;
	return 0;
}

static void purge(struct pc5_link *link)
{
	rtnl_lock();
	pc5_route_purge(link);
	rtnl_unlock();
}

static void route_exit(struct kunit *test)
{
	struct fixture *f = fixture(test);
	unsigned int i;

	if (!f)
		return;
	for (i = 0; i < N_LINKS; i++)
		purge(&f->link[i]);
	rhashtable_destroy(&f->port.routes);
	rcu_barrier();
}

static int add(struct pc5_link *link, u8 ue_id, struct pc5_link *peer,
	       u8 peer_ue_id, u8 channel)
{
	const struct pc5_route_conf conf = {
		.link = link,
		.peer = peer,
		.ue_id = ue_id,
		.peer_ue_id = peer_ue_id,
		.channel = channel,
	};
	struct netlink_ext_ack extack = {};
	int err;

	rtnl_lock();
	err = pc5_route_add(&conf, &extack);
	rtnl_unlock();
	return err;
}

static struct pc5_route *find(const struct pc5_link *in, u8 src, u8 dst)
{
	struct pc5_route *route;

	rcu_read_lock();
	route = pc5_route_find(in, src, dst);
	rcu_read_unlock();
	return route;
}

static void del(struct pc5_route *route)
{
	rtnl_lock();
	pc5_route_del(route);
	rtnl_unlock();
}

/* Of all links and pairs of identities only these two are routes. */
static void test_relay(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_link *a = &f->link[0], *b = &f->link[1];
	struct pc5_route *there, *back;
	unsigned int i, n = 0;

	KUNIT_ASSERT_EQ(test, add(a, ONE, b, OTHER, 0), 0);
	there = find(a, ONE, OTHER);
	back = find(b, OTHER, ONE);
	KUNIT_ASSERT_NOT_NULL(test, there);
	KUNIT_ASSERT_NOT_NULL(test, back);
	KUNIT_EXPECT_PTR_EQ(test, there->out, b);
	KUNIT_EXPECT_PTR_EQ(test, back->out, a);
	KUNIT_EXPECT_PTR_EQ(test, there->back, back);
	KUNIT_EXPECT_PTR_EQ(test, back->back, there);
	KUNIT_EXPECT_TRUE(test, there->first);
	KUNIT_EXPECT_FALSE(test, back->first);
	for (i = 0; i < N_LINKS << 16; i++)
		n += !!find(&f->link[i >> 16], i >> 8, i);
	KUNIT_EXPECT_EQ(test, n, 2U);

	/* Whichever of the two is named, both go. */
	del(back);
	KUNIT_EXPECT_NULL(test, find(a, ONE, OTHER));
	KUNIT_EXPECT_NULL(test, find(b, OTHER, ONE));
	KUNIT_EXPECT_EQ(test, a->n_routes + b->n_routes, 0U);
	KUNIT_EXPECT_TRUE(test, list_empty(&a->routes));
	KUNIT_EXPECT_TRUE(test, list_empty(&b->routes));
}

/* On another link the same identities are other UEs. */
static void test_other_links(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_link *l = f->link;

	KUNIT_ASSERT_EQ(test, add(&l[0], ONE, &l[1], OTHER, 0), 0);
	KUNIT_ASSERT_EQ(test, add(&l[2], ONE, NULL, OTHER, 0), 0);
	KUNIT_ASSERT_EQ(test, add(&l[1], ONE, &l[0], OTHER, 0), 0);
	KUNIT_EXPECT_PTR_EQ(test, find(&l[0], ONE, OTHER)->out, &l[1]);
	KUNIT_EXPECT_PTR_EQ(test, find(&l[1], ONE, OTHER)->out, &l[0]);
	KUNIT_EXPECT_NULL(test, find(&l[2], ONE, OTHER)->out);
	purge(&l[1]);
	KUNIT_EXPECT_NULL(test, find(&l[0], ONE, OTHER));
	KUNIT_EXPECT_NULL(test, find(&l[0], OTHER, ONE));
	KUNIT_EXPECT_EQ(test, l[0].n_routes, 0U);
	KUNIT_EXPECT_NOT_NULL(test, find(&l[2], ONE, OTHER));
}

/* What is refused leaves nothing behind. */
static void test_refused(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_link *a = &f->link[0], *b = &f->link[1], *c = &f->link[2];
	unsigned int i;

	KUNIT_EXPECT_EQ(test, add(a, ONE, a, OTHER, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(a, ONE, b, ONE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(a, ONE, NULL, ONE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(&f->user, ONE, NULL, OTHER, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(a, ONE, &f->user, OTHER, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, a->n_routes, 0U);

	KUNIT_ASSERT_EQ(test, add(a, ONE, b, OTHER, 0), 0);
	KUNIT_EXPECT_EQ(test, add(a, ONE, b, OTHER, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, add(a, ONE, NULL, OTHER, 0), -EEXIST);
	/* One direction is there already, this one or the opposite. */
	KUNIT_EXPECT_EQ(test, add(c, OTHER, a, ONE, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, add(a, ONE, c, OTHER, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, add(b, OTHER, a, ONE, 0), -EEXIST);
	KUNIT_EXPECT_EQ(test, a->n_routes, 1U);
	KUNIT_EXPECT_EQ(test, b->n_routes, 1U);
	KUNIT_EXPECT_EQ(test, c->n_routes, 0U);
	KUNIT_EXPECT_NULL(test, find(c, OTHER, ONE));

	for (i = 0; i < PC5_ROUTES_MAX - 1; i++)
		KUNIT_ASSERT_EQ(test, add(a, i, NULL, i + 1, 0), 0);
	KUNIT_EXPECT_EQ(test, add(a, 0, NULL, 255, 0), -ENOSPC);
	KUNIT_EXPECT_EQ(test, add(c, 0, a, 255, 0), -ENOSPC);
	KUNIT_EXPECT_EQ(test, a->n_routes, (unsigned int)PC5_ROUTES_MAX);
	KUNIT_EXPECT_EQ(test, c->n_routes, 0U);
	purge(a);
	KUNIT_EXPECT_EQ(test, a->n_routes + b->n_routes, 0U);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->port.routes.nelems), 0);
}

static int attach(struct pc5_route *route, struct pc5_addr *addr)
{
	struct netlink_ext_ack extack = {};
	int err;

	rtnl_lock();
	err = pc5_route_attach(route, addr, &extack);
	rtnl_unlock();
	return err;
}

static void detach(struct pc5_addr *addr)
{
	rtnl_lock();
	pc5_route_detach(addr);
	rtnl_unlock();
}

/* One link goes by a route, with both of its sets of identifiers. */
static void test_path(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_addr one = { .ue = &f->ue, .link = &f->user };
	struct pc5_addr two = { .ue = &f->ue, .link = &f->user, .ids = 1 };
	struct pc5_addr others = { .ue = &f->ue, .link = &f->another };
	struct pc5_addr strangers = { .ue = &f->stranger,
				      .link = &f->another };
	struct pc5_route *route;

	KUNIT_ASSERT_EQ(test, add(&f->link[1], ONE, &f->link[2], OTHER, 0), 0);
	KUNIT_EXPECT_EQ(test, attach(find(&f->link[1], ONE, OTHER), &one),
			-EINVAL);
	KUNIT_ASSERT_EQ(test, add(&f->link[0], ONE, NULL, OTHER, 0), 0);
	route = find(&f->link[0], ONE, OTHER);
	KUNIT_EXPECT_EQ(test, attach(route, &strangers), -EINVAL);
	KUNIT_ASSERT_EQ(test, attach(route, &one), 0);
	RCU_INIT_POINTER(f->user.addr[0], &one);
	KUNIT_EXPECT_EQ(test, attach(route, &others), -EBUSY);
	KUNIT_ASSERT_EQ(test, attach(route, &two), 0);
	RCU_INIT_POINTER(f->user.addr[1], &two);
	KUNIT_EXPECT_PTR_EQ(test, rcu_access_pointer(route->addr), &one);

	/* The set that stays has the route. */
	RCU_INIT_POINTER(f->user.addr[0], NULL);
	detach(&one);
	KUNIT_EXPECT_PTR_EQ(test, rcu_access_pointer(route->addr), &two);
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(one.route));
	/* The route goes, the link stays without. */
	del(route);
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(two.route));
	detach(&two);
}

/* A PDU of two octets behind its SRAP header comes in. */
static void receive(struct pc5_link *in, u8 first, u8 src, u8 dst, u8 lcid,
		    u8 hops, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(len + 64, GFP_KERNEL);
	u8 octets[] = { first, src, dst, 0xc0, 0xde };

	if (!skb)
		return;
	skb_reserve(skb, 64);
	memset(skb_put(skb, len), 0, len);
	memcpy(skb->data, octets, min_t(unsigned int, len, sizeof(octets)));
	local_bh_disable();
	rcu_read_lock();
	pc5_route_rx(in, skb, lcid, hops);
	rcu_read_unlock();
	local_bh_enable();
}

#define DRB(n)		(PC5_SRAP_DC | (n))

static bool dropped(enum pc5_drop reason)
{
	bool so = saw.dropped + saw.alarms == 1 && saw.reason == reason &&
		  !saw.sent && !saw.taken && !saw.srb0 && !saw.srb1;

	memset(&saw, 0, sizeof(saw));
	return so;
}

/* It goes on with the octets it came with, one hop older. */
static void test_forward(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_link *a = &f->link[0], *b = &f->link[1];
	struct pc5_route_sum sum;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, add(a, ONE, b, OTHER, 0), 0);
	for (i = 0; i < PC5_SL_HOPS_MAX; i++) {
		receive(a, DRB(4), ONE, OTHER, 4, i, 20);
		KUNIT_EXPECT_EQ(test, saw.sent, i + 1);
		KUNIT_EXPECT_EQ(test, saw.hops, i + 1);
		KUNIT_EXPECT_EQ(test, saw.flags, (u8)PC5_SL_SRAP);
		KUNIT_EXPECT_EQ(test, saw.len, 20U);
		KUNIT_EXPECT_PTR_EQ(test, saw.link, b);
		KUNIT_EXPECT_EQ(test, memcmp(saw.octet, "\x84\x11\x2a\xc0", 4),
				0);
	}
	receive(b, DRB(4), OTHER, ONE, 4, 0, 30);
	KUNIT_EXPECT_PTR_EQ(test, saw.link, a);
	rtnl_lock();
	pc5_route_read(find(a, ONE, OTHER), &sum);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, sum.packets[0], 3ULL);
	KUNIT_EXPECT_EQ(test, sum.bytes[0], 60ULL);
	KUNIT_EXPECT_EQ(test, sum.packets[1], 1ULL);
	KUNIT_EXPECT_EQ(test, sum.bytes[1], 30ULL);
	memset(&saw, 0, sizeof(saw));

	receive(a, DRB(4), ONE, OTHER, 4, PC5_SL_HOPS_MAX, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_HOPS));

	/* The largest PDU that fits, and the next. */
	i = b->max_sdu + PC5_OVERHEAD - sizeof(struct pc5_slhdr);
	receive(a, DRB(4), ONE, OTHER, 4, 0, i);
	KUNIT_EXPECT_EQ(test, saw.sent, 1U);
	memset(&saw, 0, sizeof(saw));
	receive(a, DRB(4), ONE, OTHER, 4, 0, i + 1);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_TX_TOO_BIG));

	RCU_INIT_POINTER(b->slot[0], NULL);
	receive(a, DRB(4), ONE, OTHER, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_TX_NO_KEY));
	receive(b, DRB(4), OTHER, ONE, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_NO_KEY));
}

/* Who sends on a link cannot use the identities of somebody else's. */
static void test_spoofed(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_link *l = f->link;

	KUNIT_ASSERT_EQ(test, add(&l[0], ONE, &l[1], OTHER, 0), 0);
	receive(&l[2], DRB(4), ONE, OTHER, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_NO_ROUTE));
	receive(&l[1], DRB(4), ONE, OTHER, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_NO_ROUTE));
	receive(&l[0], DRB(4), OTHER, ONE, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_NO_ROUTE));
	receive(&l[0], DRB(4), ONE, NOBODY, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_NO_ROUTE));
	receive(&l[0], DRB(4), NOBODY, OTHER, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_NO_ROUTE));
}

/* End-to-end SL-SRBs have one channel, SL-DRBs any of their own. */
static bool channel_ok(u8 bearer, u8 lcid)
{
	if (bearer < 4)
		return lcid == 55;
	return lcid >= 4 && lcid <= 19;
}

static void test_channels(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_link *a = &f->link[0], *b = &f->link[1], *c = &f->link[2];
	u8 bearer, lcid;

	KUNIT_ASSERT_EQ(test, add(a, ONE, b, OTHER, 0), 0);
	KUNIT_ASSERT_EQ(test, add(c, ONE, b, NOBODY, 9), 0);
	for (bearer = 0; bearer < 32; bearer++) {
		for (lcid = 0; lcid < 64; lcid++) {
			u8 same = bearer < 4 ? 55 : min_t(u8, bearer, 19);

			memset(&saw, 0, sizeof(saw));
			receive(a, DRB(bearer), ONE, OTHER, lcid, 0, 20);
			if (!channel_ok(bearer, lcid)) {
				KUNIT_EXPECT_TRUE(test,
						  dropped(PC5_DROP_RX_SRAP));
				continue;
			}
			KUNIT_EXPECT_EQ(test, saw.sent, 1U);
			KUNIT_EXPECT_EQ(test, saw.lcid, same);
			receive(c, DRB(bearer), ONE, NOBODY, lcid, 0, 20);
			KUNIT_EXPECT_EQ(test, saw.sent, 2U);
			KUNIT_EXPECT_EQ(test, saw.lcid,
					(u8)(bearer < 4 ? 55 : 9));
		}
	}
	memset(&saw, 0, sizeof(saw));
	receive(a, 4, ONE, OTHER, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_SRAP));
	for (lcid = 0; lcid < PC5_SRAP_HLEN + 1; lcid++) {
		receive(a, DRB(4), ONE, OTHER, 4, 0, lcid);
		KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_SHORT));
	}
}

/* What is for this UE: to its link, or to its agent where there is none yet. */
static void test_end(struct kunit *test)
{
	struct fixture *f = fixture(test);
	struct pc5_addr addr = { .ue = &f->ue, .link = &f->user };
	struct pc5_link *hop = &f->link[0];
	struct pc5_route_sum sum;
	struct pc5_route *route;
	struct sk_buff *skb;

	KUNIT_ASSERT_EQ(test, add(hop, OTHER, NULL, ONE, 0), 0);
	route = find(hop, OTHER, ONE);
	receive(hop, DRB(4), OTHER, ONE, 4, 0, 20);
	KUNIT_EXPECT_TRUE(test, dropped(PC5_DROP_RX_NO_LINK));
	receive(hop, DRB(0), OTHER, ONE, 55, 0, 20);
	KUNIT_EXPECT_EQ(test, saw.srb0, 1U);
	KUNIT_EXPECT_EQ(test, saw.len, 17U);
	receive(hop, DRB(1), OTHER, ONE, 55, 0, 20);
	KUNIT_EXPECT_EQ(test, saw.srb1, 1U);

	KUNIT_ASSERT_EQ(test, attach(route, &addr), 0);
	RCU_INIT_POINTER(f->user.addr[0], &addr);
	/* As often as it may have been relayed: it goes no further. */
	receive(hop, DRB(4), OTHER, ONE, 4, PC5_SL_HOPS_MAX, 20);
	KUNIT_EXPECT_EQ(test, saw.taken, 1U);
	KUNIT_EXPECT_PTR_EQ(test, saw.link, &f->user);
	KUNIT_EXPECT_EQ(test, saw.len, 17U);
	KUNIT_EXPECT_EQ(test, saw.octet[0], 0xc0);
	receive(hop, DRB(1), OTHER, ONE, 55, 0, 20);
	KUNIT_EXPECT_EQ(test, saw.taken, 2U);
	receive(hop, DRB(0), OTHER, ONE, 55, 0, 20);
	KUNIT_EXPECT_EQ(test, saw.srb0, 2U);

	skb = alloc_skb(64, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 32);
	skb_put_u8(skb, 0xee);
	local_bh_disable();
	rcu_read_lock();
	KUNIT_EXPECT_TRUE(test, pc5_route_tx(route, skb, 31));
	rcu_read_unlock();
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, memcmp(saw.octet, "\x9f\x11\x2a\xee", 4), 0);
	KUNIT_EXPECT_EQ(test, saw.lcid, 19);
	KUNIT_EXPECT_EQ(test, saw.hops, 0);
	KUNIT_EXPECT_PTR_EQ(test, saw.link, hop);
	rtnl_lock();
	pc5_route_read(route, &sum);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, sum.packets[0], 6ULL);
	KUNIT_EXPECT_EQ(test, sum.packets[1], 1ULL);
	KUNIT_EXPECT_EQ(test, sum.bytes[1], 4ULL);
	detach(&addr);
}

static struct kunit_case route_cases[] = {
	KUNIT_CASE(test_relay),
	KUNIT_CASE(test_other_links),
	KUNIT_CASE(test_refused),
	KUNIT_CASE(test_path),
	KUNIT_CASE(test_forward),
	KUNIT_CASE(test_spoofed),
	KUNIT_CASE(test_channels),
	KUNIT_CASE(test_end),
	{}
};

struct kunit_suite route_suite = {
	.name = "pc5_route",
	.init = route_init,
	.exit = route_exit,
	.test_cases = route_cases,
};
