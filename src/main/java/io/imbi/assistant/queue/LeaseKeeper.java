package io.imbi.assistant.queue;

import io.imbi.assistant.queue.Attempt.Interruption;
import io.imbi.assistant.queue.Leases.Renewal;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of one worker's runs, and breaks off runs that have lost theirs or overran. */
final class LeaseKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final String worker;
  private final Collection<Attempt> running;
  private final Leases leases;
  private final LongSupplier nanoTime;

  /**
   * @param running the worker's runs, as they come and go
   */
  LeaseKeeper(String worker, Collection<Attempt> running, Leases leases, LongSupplier nanoTime) {
    this.worker = worker;
    this.running = running;
    this.leases = leases;
    this.nanoTime = nanoTime;
  }

  /** To be called several times in the length of a lease. */
  void renew() {
    // A run that overran gets no more time: if its handler heeds no interrupt, another worker
    // takes the task over.
    List<Attempt> renewable =
        running.stream()
            .filter(attempt -> attempt.interruption() != Interruption.TIMED_OUT)
            .toList();
    if (renewable.isEmpty()) {
      return;
    }
    long before = nanoTime.getAsLong();
    Renewal renewal;
    try {
      renewal =
          leases.renew(worker, renewable.stream().map(attempt -> attempt.task().id()).toList());
    } catch (QueueStorageException e) {
      LOG.warn("Leases could not be renewed: {}", e.getMessage());
      breakOffUncertain(renewable);
      return;
    }
    for (Attempt attempt : renewable) {
      Task task = attempt.task();
      if (!Objects.equals(renewal.held().get(task.id()), task.attempt())) {
        breakOff(attempt, Interruption.LEASE_LOST);
      } else {
        attempt.renewed(before + leases.length().toNanos());
        if (attempt.isOverdue(renewal.now())) {
          breakOff(attempt, Interruption.TIMED_OUT);
        }
      }
    }
  }

  /** Cut off from the database, a worker must assume that others have its tasks by now. */
  private void breakOffUncertain(List<Attempt> attempts) {
    long now = nanoTime.getAsLong();
    for (Attempt attempt : attempts) {
      if (attempt.isLeaseUncertain(now)) {
        breakOff(attempt, Interruption.LEASE_LOST);
      }
    }
  }

  private static void breakOff(Attempt attempt, Interruption why) {
    if (attempt.interrupt(why)) {
      Task task = attempt.task();
      LOG.warn(
          "Attempt {} of task {} {} is broken off: {}",
          task.attempt(),
          task.id(),
          task.type(),
          switch (why) {
            case LEASE_LOST -> "its lease is lost";
            case TIMED_OUT -> "it took longer than " + attempt.type().policy().timeout();
            case STOPPING -> "the worker stops";
          });
    }
  }
}
