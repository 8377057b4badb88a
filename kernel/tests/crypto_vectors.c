// SPDX-License-Identifier: GPL-2.0-only
/*
 * The test vectors of selftests/vectors
 */
#include "crypto_test.h"
#include "crypto_vectors.h"

const struct vector_set test_snow3g = {
	vectors_snow3g, ARRAY_SIZE(vectors_snow3g)
};

const struct vector_set test_zuc = {
	vectors_zuc, ARRAY_SIZE(vectors_zuc)
};

const struct vector_set test_cmac = {
	vectors_cmac_aes, ARRAY_SIZE(vectors_cmac_aes)
};

const struct vector_set test_pdcp = {
	vectors_pdcp, ARRAY_SIZE(vectors_pdcp)
};

const struct vector_set test_nea[4] = {
	[1] = { vectors_nea1, ARRAY_SIZE(vectors_nea1) },
	[2] = { vectors_nea2, ARRAY_SIZE(vectors_nea2) },
	[3] = { vectors_nea3, ARRAY_SIZE(vectors_nea3) },
};

const struct vector_set test_nia[4] = {
	[1] = { vectors_nia1, ARRAY_SIZE(vectors_nia1) },
	[2] = { vectors_nia2, ARRAY_SIZE(vectors_nia2) },
	[3] = { vectors_nia3, ARRAY_SIZE(vectors_nia3) },
};
