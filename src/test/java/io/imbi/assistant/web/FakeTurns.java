package io.imbi.assistant.web;

import io.imbi.assistant.identity.Caller;
import io.imbi.assistant.identity.Owner;
import io.imbi.assistant.turn.Decision;
import io.imbi.assistant.turn.RunningTurn;
import io.imbi.assistant.turn.TurnEvent;
import io.imbi.assistant.turn.TurnRequest;
import io.imbi.assistant.turn.TurnStart;
import io.imbi.assistant.turn.Turns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Turns that do as they are told. */
final class FakeTurns implements Turns {

  /** What a caller said. */
  record Said(Caller caller, UUID conversation, String content) {}

  /** What a caller decided. */
  record Decided(String toolUseId, Decision decision) {}

  final BlockingQueue<Decided> decided = new LinkedBlockingQueue<>();
  final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
  final Map<UUID, RunningTurn> running = new ConcurrentHashMap<>();
  volatile List<TurnEvent.ApprovalRequired> approvals = List.of();
  volatile boolean available = true;
  volatile Supplier<TurnStart> answer = TurnStart.NoSuchConversation::new;

  @Override
  public boolean available() {
    return available;
  }

  @Override
  public String defaultModel() {
    return "model-by-default";
  }

  @Override
  public Mono<TurnStart> start(Caller caller, UUID conversation, String content, Scheduler near) {
    return Mono.fromSupplier(
        () -> {
          said.add(new Said(caller, conversation, content));
          return answer.get();
        });
  }

  @Override
  public Mono<List<TurnEvent.ApprovalRequired>> approvals(Owner owner, UUID conversation) {
    return Mono.just(approvals);
  }

  @Override
  public Mono<TurnStart> decide(
      Caller caller, UUID conversation, String toolUseId, Decision decision, Scheduler near) {
    return Mono.fromSupplier(
        () -> {
          decided.add(new Decided(toolUseId, decision));
          return answer.get();
        });
  }

  @Override
  public Optional<RunningTurn> run(TurnRequest request) {
    throw new UnsupportedOperationException("Not the web's way in");
  }

  @Override
  public Optional<RunningTurn> running(Owner owner, UUID conversation) {
    return Optional.ofNullable(running.get(conversation));
  }

  @Override
  public Mono<Boolean> requestStop(Owner owner, UUID conversation) {
    return Mono.fromSupplier(
        () -> {
          RunningTurn turn = running.get(conversation);
          if (turn == null) {
            return false;
          }
          turn.stop();
          return true;
        });
  }
}
