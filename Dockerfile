# The service as a container: built from source, run by an unprivileged user.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY build build
COPY src src
RUN ./mvnw -B -ntp -DskipTests package

FROM eclipse-temurin:25-jre
RUN useradd --system --create-home --home-dir /app imbi
WORKDIR /app
COPY --from=build /build/target/imbi-assistant.jar imbi-assistant.jar
USER imbi
EXPOSE 8002
# Restarts on the same host find their development database here; anywhere else POSTGRES_URL is set.
VOLUME /app/.data
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=20s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8002 && printf 'GET /status HTTP/1.0\r\n\r\n' >&3 && head -1 <&3 | grep -q 200"]
# Many small objects live as long as a stream: their headers may be the small ones.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+UseCompactObjectHeaders", \
  "--enable-native-access=ALL-UNNAMED", "-jar", "imbi-assistant.jar"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8002"]
