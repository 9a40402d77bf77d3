package io.imbi.assistant.turn;

import io.imbi.assistant.conversation.TurnLeases;
import io.imbi.assistant.conversation.TurnLeases.Renewal;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps a running turn's lease alive and tells the turn when it is to stop. A lease that could not
 * be renewed in time counts as lost, for another replica may have taken it.
 */
final class LeaseKeeper implements Disposable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  /** Renewals in the time that a lease lasts: two may fail before it is lost. */
  private static final int RENEWALS = 3;

  private final TurnLeases leases;
  private final UUID conversation;
  private final UUID holder;
  private final Duration duration;
  private final TurnSchedulers schedulers;
  private final Disposable.Swap renewing = Disposables.swap();

  LeaseKeeper(
      TurnLeases leases,
      UUID conversation,
      UUID holder,
      Duration duration,
      TurnSchedulers schedulers) {
    this.leases = leases;
    this.conversation = conversation;
    this.holder = holder;
    this.duration = duration;
    this.schedulers = schedulers;
  }

  /** Renews the lease until this is disposed of; called once. */
  void keep(ActiveTurn turn) {
    renewing.update(
        Flux.interval(duration.dividedBy(RENEWALS), schedulers.timer())
            .onBackpressureDrop()
            .concatMap(_ -> renew(), 1)
            .timeout(duration, Mono.just(Renewal.LOST), schedulers.timer())
            .subscribe(renewal -> heed(renewal, turn)));
  }

  private Mono<Renewal> renew() {
    return Mono.fromCallable(() -> leases.renew(conversation, holder, duration))
        .subscribeOn(schedulers.blocking())
        .onErrorResume(
            error -> {
              // One line: where the database is away, every turn says so.
              LOG.warn("Could not renew the lease of {}: {}", conversation, error.toString());
              return Mono.empty();
            });
  }

  private static void heed(Renewal renewal, ActiveTurn turn) {
    switch (renewal) {
      case RENEWED -> {}
      case STOP_REQUESTED -> turn.stop();
      case LOST -> turn.interrupt(Interruption.LEASE_LOST);
    }
  }

  @Override
  public void dispose() {
    renewing.dispose();
  }

  @Override
  public boolean isDisposed() {
    return renewing.isDisposed();
  }
}
