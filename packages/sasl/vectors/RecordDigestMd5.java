// Records packages/sasl/vectors/java-digest-md5.txt: both ends are Java's own DIGEST-MD5, which shares no code with
// Cyrus SASL and can do 3des where Cyrus on OpenSSL 3 cannot.
//
//   java packages/sasl/vectors/RecordDigestMd5.java > packages/sasl/vectors/java-digest-md5.txt     (JDK 17)
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslServer;

public class RecordDigestMd5 {
  static final CallbackHandler answers = callbacks -> {
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback name) name.setName("fred");
      else if (callback instanceof PasswordCallback password) password.setPassword("secret1".toCharArray());
      else if (callback instanceof RealmCallback realm) realm.setText("vm");
      else if (callback instanceof RealmChoiceCallback choice) choice.setSelectedIndex(0);
      else if (callback instanceof AuthorizeCallback authorize) authorize.setAuthorized(true);
    }
  };

  static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) text.append(String.format("%02x", each));
    return text.toString();
  }

  static void say(String side, byte[] message) {
    System.out.println(side + " message " + new String(message, StandardCharsets.UTF_8));
  }

  static void record(String qop, String cipher) throws Exception {
    Map<String, String> properties = new HashMap<>();
    properties.put(Sasl.QOP, qop);
    properties.put(Sasl.STRENGTH, "high,medium,low");
    properties.put(Sasl.MAX_BUFFER, "65536");
    properties.put("com.sun.security.sasl.digest.realm", "vm");
    Map<String, String> client = new HashMap<>(properties);
    if (cipher != null) client.put("com.sun.security.sasl.digest.cipher", cipher);
    SaslServer server = Sasl.createSaslServer("DIGEST-MD5", "libvirt", "localhost", properties, answers);
    SaslClient ours = Sasl.createSaslClient(new String[] {"DIGEST-MD5"}, null, "libvirt", "localhost", client, answers);
    byte[] challenge = server.evaluateResponse(new byte[0]);
    byte[] response = ours.evaluateChallenge(challenge);
    byte[] proof = server.evaluateResponse(response);
    ours.evaluateChallenge(proof);
    System.out.println("protection " + (cipher == null ? qop : cipher));
    say("server", challenge);
    say("client", response);
    say("server", proof);
    for (int length : new int[] {1, 5, 6, 7, 8, 28, 100}) {
      byte[] payload = new byte[length];
      for (int at = 0; at < length; at++) payload[at] = (byte) (at * 31 + length);
      System.out.println("client buffer " + hex(ours.wrap(payload, 0, length)));
      System.out.println("server buffer " + hex(server.wrap(payload, 0, length)));
    }
  }

  public static void main(String[] args) throws Exception {
    System.out.println("# Java " + System.getProperty("java.version") + ", DIGEST-MD5 on both ends, user fred, password secret1, realm vm.");
    System.out.println("# Buffers have no length word here. The payload of N bytes is, at each place, place * 31 + N, for N of 1 5 6 7 8 28 100.");
    record("auth-int", null);
    for (String cipher : new String[] {"3des", "rc4", "des", "rc4-56", "rc4-40"}) record("auth-conf", cipher);
  }
}
