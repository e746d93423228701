/*
 * What GnuTLS says, for record.test.ts. One question a line on standard input, one answer a line on standard output.
 * Words are parted by one blank; bytes are hex, lists of certificates or lists of revoked ones are parted by commas,
 * "-" stands for nothing.
 *
 *   time SECONDS                    sets the clock
 *   dn CERT                         hex of gnutls_x509_crt_get_dn, or "error TEXT"
 *   host CERT NAME                  0 or 1
 *   own CERT CAS                    status bits of gnutls_x509_crt_list_verify, as libvirt calls it at start
 *   peer PROFILE CHAIN CAS CRLS     status bits of gnutls_x509_trust_list_verify_crt2, as gnutls_certificate_verify_peers2
 *   purpose CERT                    basic constraints, key usage and purposes as libvirt asks for them
 *   priority STRING                 "ok PROTOCOLS SUITES SIGNATURES GROUPS", or "error TEXT"
 *
 *   cc -o oracle oracle.c -lgnutls
 */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 64

static time_t now;

static time_t clock_at(time_t *out)
{
    if (out) *out = now;
    return now;
}

static gnutls_datum_t bytes(const char *hex)
{
    gnutls_datum_t out = { NULL, 0 };
    if (strcmp(hex, "-") == 0) return out;
    out.size = strlen(hex) / 2;
    out.data = malloc(out.size + 1);
    for (unsigned i = 0; i < out.size; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        out.data[i] = byte;
    }
    out.data[out.size] = 0;
    return out;
}

static int certificates(char *list, gnutls_x509_crt_t *out, unsigned *count)
{
    char *rest = NULL;
    *count = 0;
    if (strcmp(list, "-") == 0) return 0;
    for (char *one = strtok_r(list, ",", &rest); one && *count < MOST; one = strtok_r(NULL, ",", &rest)) {
        gnutls_datum_t der = bytes(one);
        gnutls_x509_crt_init(&out[*count]);
        int ret = gnutls_x509_crt_import(out[*count], &der, GNUTLS_X509_FMT_DER);
        free(der.data);
        if (ret < 0) return ret;
        (*count)++;
    }
    return 0;
}

static int revocations(char *list, gnutls_x509_crl_t *out, unsigned *count)
{
    char *rest = NULL;
    *count = 0;
    if (strcmp(list, "-") == 0) return 0;
    for (char *one = strtok_r(list, ",", &rest); one && *count < MOST; one = strtok_r(NULL, ",", &rest)) {
        gnutls_datum_t der = bytes(one);
        gnutls_x509_crl_init(&out[*count]);
        int ret = gnutls_x509_crl_import(out[*count], &der, GNUTLS_X509_FMT_DER);
        free(der.data);
        if (ret < 0) return ret;
        (*count)++;
    }
    return 0;
}

static void fail(int ret)
{
    printf("error %s\n", gnutls_strerror(ret));
}

static void dn(gnutls_x509_crt_t cert)
{
    static char text[1 << 16];
    size_t size = sizeof(text);
    int ret = gnutls_x509_crt_get_dn(cert, text, &size);
    if (ret < 0) {
        fail(ret);
        return;
    }
    printf("ok ");
    for (size_t i = 0; i < size; i++) printf("%02x", (unsigned char)text[i]);
    printf("\n");
}

static void purpose(gnutls_x509_crt_t cert)
{
    unsigned usage = 0, critical = 0;
    int ret = gnutls_x509_crt_get_basic_constraints(cert, NULL, NULL, NULL);
    printf("ok %d", ret < -1 ? -1 : ret);
    ret = gnutls_x509_crt_get_key_usage(cert, &usage, &critical);
    if (ret < 0) printf(" none");
    else printf(" %u/%u", usage, critical);
    for (int i = 0;; i++) {
        char oid[256];
        size_t size = sizeof(oid);
        critical = 0;
        if (gnutls_x509_crt_get_key_purpose_oid(cert, i, oid, &size, &critical) < 0) break;
        printf(" %s/%u", oid, critical);
    }
    printf("\n");
}

static void peer(int profile, char *chain, char *cas, char *crls)
{
    gnutls_x509_crt_t certs[MOST], anchors[MOST];
    gnutls_x509_crl_t lists[MOST];
    unsigned count, anchor_count, list_count, status = 0;
    gnutls_x509_trust_list_t trust;
    int ret = certificates(chain, certs, &count);
    if (ret >= 0) ret = certificates(cas, anchors, &anchor_count);
    if (ret >= 0) ret = revocations(crls, lists, &list_count);
    if (ret < 0) {
        fail(ret);
        return;
    }
    gnutls_x509_trust_list_init(&trust, 0);
    gnutls_x509_trust_list_add_cas(trust, anchors, anchor_count, GNUTLS_TL_NO_DUPLICATES);
    gnutls_x509_trust_list_add_crls(trust, lists, list_count, GNUTLS_TL_NO_DUPLICATES, 0);
    ret = gnutls_x509_trust_list_verify_crt2(trust, certs, count, NULL, 0, GNUTLS_PROFILE_TO_VFLAGS(profile), &status,
                                             NULL);
    if (ret < 0) fail(ret);
    else printf("ok %u\n", status);
    gnutls_x509_trust_list_deinit(trust, 1);
}

static void own(char *cert, char *cas)
{
    gnutls_x509_crt_t certs[MOST], anchors[MOST];
    unsigned count, anchor_count, status = 0;
    int ret = certificates(cert, certs, &count);
    if (ret >= 0) ret = certificates(cas, anchors, &anchor_count);
    if (ret >= 0) ret = gnutls_x509_crt_list_verify(certs, 1, anchors, anchor_count, NULL, 0, 0, &status);
    if (ret < 0) fail(ret);
    else printf("ok %u\n", status);
}

static void priority(const char *text)
{
    gnutls_priority_t priority;
    gnutls_session_t session;
    const unsigned *list;
    unsigned index;
    int count, ret = gnutls_priority_init(&priority, text, NULL);
    if (ret < 0) {
        fail(ret);
        return;
    }
    gnutls_init(&session, GNUTLS_CLIENT);
    ret = gnutls_priority_set(session, priority);
    if (ret < 0) {
        fail(ret);
        return;
    }
    printf("ok ");
    count = gnutls_priority_protocol_list(priority, &list);
    for (int i = 0; i < count; i++) printf("%s%s", i ? "," : "", gnutls_protocol_get_name(list[i]));
    printf(" ");
    for (int i = 0, n = 0;; i++) {
        ret = gnutls_priority_get_cipher_suite_index(priority, i, &index);
        if (ret == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) break;
        if (ret == 0) printf("%s%s", n++ ? "," : "", gnutls_cipher_suite_info(index, NULL, NULL, NULL, NULL, NULL));
    }
    printf(" ");
    count = gnutls_priority_sign_list(priority, &list);
    for (int i = 0; i < count; i++) printf("%s%s", i ? "," : "", gnutls_sign_get_name(list[i]));
    printf(" ");
    count = gnutls_priority_group_list(priority, &list);
    for (int i = 0; i < count; i++) printf("%s%s", i ? "," : "", gnutls_group_get_name(list[i]));
    printf("\n");
    gnutls_deinit(session);
    gnutls_priority_deinit(priority);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    gnutls_global_init();
    now = time(NULL);
    gnutls_global_set_time_function(clock_at);
    setvbuf(stdout, NULL, _IOLBF, 0);
    while ((length = getline(&line, &room, stdin)) > 0) {
        char *words[5] = { NULL }, *rest = NULL;
        gnutls_x509_crt_t certs[MOST];
        unsigned count;
        int ret;
        line[length - 1] = 0;
        words[0] = strtok_r(line, " ", &rest);
        for (int i = 1; i < 5; i++) words[i] = strtok_r(NULL, " ", &rest);
        if (!words[0] || !words[1]) {
            printf("error question\n");
        } else if (strcmp(words[0], "time") == 0) {
            now = atoll(words[1]);
            printf("ok\n");
        } else if (strcmp(words[0], "priority") == 0) {
            gnutls_datum_t text = bytes(words[1]);
            priority((char *)text.data);
        } else if (strcmp(words[0], "own") == 0) {
            own(words[1], words[2]);
        } else if (strcmp(words[0], "peer") == 0) {
            peer(atoi(words[1]), words[2], words[3], words[4]);
        } else if ((ret = certificates(words[1], certs, &count)) < 0) {
            fail(ret);
        } else if (strcmp(words[0], "dn") == 0) {
            dn(certs[0]);
        } else if (strcmp(words[0], "host") == 0) {
            gnutls_datum_t name = bytes(words[2]);
            printf("ok %u\n", gnutls_x509_crt_check_hostname(certs[0], (char *)name.data));
        } else {
            purpose(certs[0]);
        }
        fflush(stdout);
    }
    return 0;
}
