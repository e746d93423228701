/*
 * One end of a SASL sign-in through Cyrus SASL, driven by lines on standard input, so that a test can be the other
 * end: what the sample programs of Cyrus do, and its security layer too, which they lack.
 *
 *   sasl-peer client|server KEY=VALUE...
 *     mech service host min max buffer external   the session's properties
 *     user password authzid realm                 what the client answers when it is asked (absent: it refuses)
 *     OPTION=VALUE for every other key            the server's options: sasldb_path, mech_list, keytab, ...
 *
 * In, each with base64 behind it:  "S data" a step, "N" a step without data, "E data" encode, "D data" decode.
 * Out:  "> data" or ">" (nothing) and more is expected; "= data" or "=" when the sign-in is complete, and then
 * "i SSF MAXOUTBUF USER"; "+ data" encoded or decoded; "! CODE TEXT" refused.  The log goes to standard error.
 */
#include <sasl/sasl.h>
#include <sasl/saslutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE (6 * 1024 * 1024)

static int argCount;
static char **args;

static const char *arg(const char *key) {
  size_t length = strlen(key);
  for (int i = 2; i < argCount; i++)
    if (strncmp(args[i], key, length) == 0 && args[i][length] == '=') return args[i] + length + 1;
  return NULL;
}

static unsigned number(const char *key, unsigned otherwise) {
  const char *text = arg(key);
  return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

static int getOption(void *context, const char *plugin, const char *option, const char **result, unsigned *length) {
  const char *value = arg(option);
  (void)context, (void)plugin;
  if (value == NULL) return SASL_FAIL;
  *result = value;
  if (length) *length = strlen(value);
  return SASL_OK;
}

static int getName(void *context, int id, const char **result, unsigned *length) {
  const char *value = arg(id == SASL_CB_USER ? "authzid" : "user");
  (void)context;
  if (value == NULL) {
    if (id != SASL_CB_USER) return SASL_FAIL;
    value = "";
  }
  *result = value;
  if (length) *length = strlen(value);
  return SASL_OK;
}

static int getSecret(sasl_conn_t *conn, void *context, int id, sasl_secret_t **secret) {
  const char *value = arg("password");
  (void)conn, (void)context, (void)id;
  if (value == NULL) return SASL_FAIL;
  *secret = malloc(sizeof(sasl_secret_t) + strlen(value) + 1);
  (*secret)->len = strlen(value);
  strcpy((char *)(*secret)->data, value);
  return SASL_OK;
}

static int getRealm(void *context, int id, const char **available, const char **result) {
  const char *value = arg("realm");
  (void)context, (void)id;
  fprintf(stderr, "realms:");
  for (int i = 0; available && available[i]; i++) fprintf(stderr, " [%s]", available[i]);
  fprintf(stderr, "\n");
  *result = value ? value : available ? available[0] : "";
  return SASL_OK;
}

static int logLine(void *context, int level, const char *message) {
  (void)context, (void)level;
  fprintf(stderr, "log: %s\n", message);
  return SASL_OK;
}

typedef int (*callback)(void); /* how the table below has them all */

static const sasl_callback_t serverCallbacks[] = {
  { SASL_CB_GETOPT, (callback)getOption, NULL },
  { SASL_CB_LOG, (callback)logLine, NULL },
  { SASL_CB_LIST_END, NULL, NULL },
};

static const sasl_callback_t clientCallbacks[] = {
  { SASL_CB_GETOPT, (callback)getOption, NULL },   { SASL_CB_LOG, (callback)logLine, NULL },
  { SASL_CB_USER, (callback)getName, NULL },       { SASL_CB_AUTHNAME, (callback)getName, NULL },
  { SASL_CB_PASS, (callback)getSecret, NULL },     { SASL_CB_GETREALM, (callback)getRealm, NULL },
  { SASL_CB_LIST_END, NULL, NULL },
};

static char line[LINE], text[LINE], bytes[LINE];

static void answer(const char *sign, const char *data, unsigned length) {
  unsigned written = 0;
  if (data == NULL) {
    printf("%s\n", sign);
  } else {
    sasl_encode64(data, length, text, sizeof(text), &written);
    printf("%s %.*s\n", sign, (int)written, text);
  }
}

int main(int argc, char **argv) {
  sasl_conn_t *conn;
  sasl_security_properties_t properties;
  int isServer, started = 0, code;
  argCount = argc, args = argv;
  if (argc < 2) return 2;
  isServer = strcmp(argv[1], "server") == 0;
  setvbuf(stdout, NULL, _IOLBF, 0);
  code = isServer ? sasl_server_init(serverCallbacks, "sasl-peer") : sasl_client_init(clientCallbacks);
  if (code == SASL_OK)
    code = isServer ? sasl_server_new(arg("service"), arg("host"), arg("realm"), NULL, NULL, NULL, 0, &conn)
                    : sasl_client_new(arg("service"), arg("host"), NULL, NULL, NULL, SASL_SUCCESS_DATA, &conn);
  if (code != SASL_OK) return printf("! %d %s\n", code, sasl_errstring(code, NULL, NULL)), 1;
  memset(&properties, 0, sizeof(properties));
  properties.min_ssf = number("min", 0);
  properties.max_ssf = number("max", 100000);
  properties.maxbufsize = number("buffer", 65536);
  sasl_setprop(conn, SASL_SEC_PROPS, &properties);
  sasl_ssf_t external = number("external", 0);
  sasl_setprop(conn, SASL_SSF_EXTERNAL, &external);

  while (fgets(line, sizeof(line), stdin)) {
    const char *out = NULL, *in = NULL, *mech = NULL;
    unsigned outLength = 0, inLength = 0;
    size_t length = strcspn(line, "\n");
    if (line[0] != 'N' && line[0] != 'Q') {
      if (length < 2 || sasl_decode64(line + 2, length - 2, bytes, sizeof(bytes), &inLength) != SASL_OK) return 2;
      in = bytes;
    }
    switch (line[0]) {
    case 'S':
    case 'N':
      if (started)
        code = isServer ? sasl_server_step(conn, in, inLength, &out, &outLength)
                        : sasl_client_step(conn, in, inLength, NULL, &out, &outLength);
      else if (isServer)
        code = sasl_server_start(conn, arg("mech"), in, inLength, &out, &outLength);
      else
        code = sasl_client_start(conn, arg("mech"), NULL, &out, &outLength, &mech);
      started = 1;
      if (code == SASL_CONTINUE) {
        answer(">", out, outLength);
      } else if (code == SASL_OK) {
        const void *ssf = NULL, *most = NULL, *name = NULL;
        answer("=", out, outLength);
        sasl_getprop(conn, SASL_SSF, &ssf);
        sasl_getprop(conn, SASL_MAXOUTBUF, &most);
        sasl_getprop(conn, SASL_USERNAME, &name);
        printf("i %u %u %s\n", *(const sasl_ssf_t *)ssf, *(const unsigned *)most, name ? (const char *)name : "-");
      }
      break;
    case 'E':
    case 'D':
      code = line[0] == 'E' ? sasl_encode(conn, in, inLength, &out, &outLength)
                            : sasl_decode(conn, in, inLength, &out, &outLength);
      if (code == SASL_OK) answer("+", out ? out : "", outLength);
      break;
    default:
      return 0;
    }
    if (code != SASL_OK && code != SASL_CONTINUE) printf("! %d %s\n", code, sasl_errdetail(conn));
  }
  return 0;
}
