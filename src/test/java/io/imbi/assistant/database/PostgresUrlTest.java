package io.imbi.assistant.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imbi.assistant.deployment.SettingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          postgresql://ann:pw@db.example.com:5433/imbi | jdbc:postgresql://db.example.com:5433/imbi | ann | pw
          postgres://ann:pw@db/imbi                    | jdbc:postgresql://db:5432/imbi             | ann | pw
          PostgreSQL://ann:pw@db/imbi                  | jdbc:postgresql://db:5432/imbi             | ann | pw
          postgresql://ann@db/imbi                     | jdbc:postgresql://db:5432/imbi             | ann | -
          postgresql://ann:@db/imbi                    | jdbc:postgresql://db:5432/imbi             | ann | ''
          postgresql://db                              | jdbc:postgresql://db:5432/                 | -   | -
          postgresql://                                | jdbc:postgresql://localhost:5432/          | -   | -
          postgresql:///imbi                           | jdbc:postgresql://localhost:5432/imbi      | -   | -
          postgresql://:5433/imbi                      | jdbc:postgresql://localhost:5433/imbi      | -   | -
          postgresql://db:/imbi                        | jdbc:postgresql://db:5432/imbi             | -   | -
          postgresql://my_db-1.svc/imbi                | jdbc:postgresql://my_db-1.svc:5432/imbi    | -   | -
          postgresql://ann@[::1]:5433/imbi             | jdbc:postgresql://[::1]:5433/imbi          | ann | -
          postgresql://ann@[2001:db8::7]/imbi          | jdbc:postgresql://[2001:db8::7]:5432/imbi  | ann | -
          postgresql://ann@one:1,two:2,[::1]/imbi      | jdbc:postgresql://one:1,two:2,[::1]:5432/imbi | ann | -
          postgresql://a%40b.c:p%40%2F%3F%23%25+@db/im | jdbc:postgresql://db:5432/im               | a@b.c | p@/?#%+
          postgresql://%C3%A9:%F0%9F%94%91@db/im       | jdbc:postgresql://db:5432/im               | é   | 🔑
          postgresql://ann:p@ss:w@db/imbi              | jdbc:postgresql://db:5432/imbi             | ann | p@ss:w
          postgresql://db/a%20b%2Fc?                   | jdbc:postgresql://db:5432/a%20b%2Fc        | -   | -
          postgresql://db?user=ann&password=p%26w      | jdbc:postgresql://db:5432/                 | ann | p&w
          postgresql:///x?host=db&port=7&dbname=imbi   | jdbc:postgresql://db:7/imbi                | -   | -
          postgresql:///x?host=a,b&port=7              | jdbc:postgresql://a:7,b:7/x                | -   | -
          postgresql:///x?host=a,b&port=7,8            | jdbc:postgresql://a:7,b:8/x                | -   | -
          """)
  void anAddressIsReadInPostgresqlsOwnForm(
      String uri, String url, String username, String password) {
    DatabaseAddress address = PostgresUrl.parse(uri);

    assertThat(address.url()).isEqualTo(url);
    assertThat(address.username()).isEqualTo(username);
    assertThat(address.password()).isEqualTo(password);
    assertThat(address.properties()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sslmode=verify-full               | sslmode          | verify-full
          sslrootcert=%2Fetc%2Fca.pem       | sslrootcert      | /etc/ca.pem
          sslrootcert=system                | sslfactory       | org.postgresql.ssl.DefaultJavaSSLFactory
          connect_timeout=3                 | connectTimeout   | 3
          application_name=imbi%20assistant | ApplicationName  | imbi assistant
          options=-c%20statement_timeout%3D5s | options        | -c statement_timeout=5s
          channel_binding=require           | channelBinding   | require
          require_auth=scram-sha-256        | requireAuth      | scram-sha-256
          target_session_attrs=read-write   | targetServerType | primary
          target_session_attrs=prefer-standby | targetServerType | preferSecondary
          load_balance_hosts=random         | loadBalanceHosts | true
          keepalives=0                      | tcpKeepAlive     | false
          prepareThreshold=0                | prepareThreshold | 0
          socketTimeout=5                   | socketTimeout    | 5
          """)
  void aParameterIsPassedToTheDriverUnderItsName(String parameter, String name, String value) {
    assertThat(PostgresUrl.parse("postgresql://db/imbi?" + parameter).properties())
        .isEqualTo(Map.of(name, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"client_encoding=UTF8", "keepalives_idle=5", "fallback_application_name=x", ""})
  void whatIsOnlyForLibpqIsPassedOver(String parameter) {
    assertThat(PostgresUrl.parse("postgresql://db/imbi?" + parameter).properties()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:postgresql://db/imbi?password=hunter2   | must have the form
          mysql://ann:hunter2@db/imbi                  | must have the form
          hunter2                                      | must have the form
          postgresql+asyncpg://ann:hunter2@db/imbi     | must have the form
          postgresql://ann:hunter2@db:port/imbi        | port must be a number
          postgresql://ann:hunter2@db:0/imbi           | port must be a number
          postgresql://ann:hunter2@db:65536/imbi       | port must be a number
          postgresql://ann:hunter2@db:-1/imbi          | port must be a number
          postgresql://ann:hunter2@d b/imbi            | host is not a name
          postgresql://ann:hunter2@2001:db8::7/imbi    | port must be a number
          postgresql://ann:hunter2@[::1/imbi           | host is not a name
          postgresql://ann:hunter2@%2Frun%2Fpg/imbi    | Unix socket
          postgresql:///imbi?host=/run/pg&password=hunter2 | Unix socket
          postgresql:///imbi?host=a,b&port=1,2,3       | one port
          postgresql://ann:hunter2/x@db/imbi           | must be percent-encoded
          postgresql://ann:hunter2?x=y@db/imbi         | must be percent-encoded
          postgresql://ann:12/hunter2@db/imbi          | must be percent-encoded
          postgresql://ann:hunter2%@db/imbi            | write % as %25
          postgresql://ann:hunter2%zz@db/imbi          | write % as %25
          postgresql://ann:hunter2%00@db/imbi          | write % as %25
          postgresql://ann:hunter2%FF@db/imbi          | not UTF-8
          postgresql://ann:hunter2@db/imbi?sslcrl=/x   | the parameter sslcrl is not supported
          postgresql://ann:hunter2@db/imbi?requirepeer=x | the parameter requirepeer is not supported
          postgresql://ann:hunter2@db/imbi?target_session_attrs=x | is not supported
          postgresql://ann@db/imbi?hunter2=x           | there is a parameter that is not supported
          postgresql://ann@db/imbi?hunter2             | name=value
          """)
  void aWrongOneNamesTheVariableAndTheProblemAndNoSecret(String uri, String problem) {
    assertThatThrownBy(() -> PostgresUrl.parse(uri))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("POSTGRES_URL: ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void anAddressNeverShowsItsSecrets() {
    DatabaseAddress address =
        PostgresUrl.parse("postgresql://ann:hunter2@db/imbi?sslpassword=hunter3");

    assertThat(address.toString()).isEqualTo("jdbc:postgresql://db:5432/imbi");
    assertThat(address.connectionProperties())
        .containsAllEntriesOf(
            Map.of("user", "ann", "password", "hunter2", "sslpassword", "hunter3"));
  }

  @Test
  void theDriverIsToldToGiveUpAndToKeepQuietUnlessTheAddressSaysOtherwise() {
    assertThat(PostgresUrl.parse("postgresql://db").driverProperties())
        .isEqualTo(
            Map.of(
                "ApplicationName", "imbi-assistant",
                "connectTimeout", "10",
                "socketTimeout", "60",
                "tcpKeepAlive", "true",
                "logServerErrorDetail", "false"));
    assertThat(
            PostgresUrl.parse("postgresql://db?connect_timeout=3&application_name=x")
                .driverProperties())
        .containsEntry("connectTimeout", "3")
        .containsEntry("ApplicationName", "x");
  }
}
