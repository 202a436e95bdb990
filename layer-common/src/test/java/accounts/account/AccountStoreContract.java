package accounts.account;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.AccountStore.Change;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.member.MemberStore.Creation;
import accounts.member.Members;
import accounts.member.Nickname;
import accounts.member.Suppression;
import accounts.password.PasswordHash;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.session.SessionStore;
import accounts.testing.MutableClock;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link AccountStore} does. */
public abstract class AccountStoreContract {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration WEEK = Duration.ofDays(7);
  private static final PasswordHash NEW_HASH = new PasswordHash("a new password's");

  private final MutableClock clock = MutableClock.startingNow();
  private final MemberStore members;
  private final SessionStore sessions;
  private final AccountStore store;
  private final ToLongFunction<String> mailsOf;
  private final String unique = HexFormat.of().toHexDigits(RANDOM.nextLong());

  /**
   * The store and those of what it changes.
   *
   * @param mailsOf how many mails of a member are in the outbox
   */
  protected record Stores(
      MemberStore members,
      SessionStore sessions,
      AccountStore accounts,
      ToLongFunction<String> mailsOf) {}

  /**
   * @param factory makes stores that may hold what other tests left in them
   */
  protected AccountStoreContract(Function<Clock, Stores> factory) {
    Stores stores = factory.apply(clock);
    this.members = stores.members();
    this.sessions = stores.sessions();
    this.store = stores.accounts();
    this.mailsOf = stores.mailsOf();
  }

  private Email email(String name) {
    return new Email(name + "-" + unique + "@example.com");
  }

  private Member pending(String name) {
    Member pending = Members.pending(email(name).address(), name + unique, clock.instant());
    assertThat(members.create(pending, mail(pending))).isEqualTo(Creation.CREATED);
    return pending;
  }

  private Member active(String name) {
    Member pending = pending(name);
    members.activate(pending);
    return current(pending);
  }

  private Member current(Member member) {
    return members.find(member.id()).orElseThrow();
  }

  private OutboxMail mail(Member member) {
    return OutboxMail.verificationCode(
        member.id().value(), "ABC123", member.email().address(), Language.ENGLISH, clock.instant());
  }

  private Session session(Member member) {
    Instant now = clock.instant();
    Session session =
        new Session(SessionId.create(RANDOM), member.id(), 0, now, now, now.plus(WEEK), "", "");
    assertThat(sessions.create(session, member.passwordHash())).isTrue();
    return session;
  }

  private SecretToken token(Member member) {
    return SecretToken.create(member.id(), RANDOM);
  }

  private PasswordReset reset(Member member) {
    PasswordReset reset = PasswordReset.by(token(member), clock.instant());
    assertThat(store.requestReset(member, reset, mail(member))).isEqualTo(Change.DONE);
    return reset;
  }

  private EmailChange request(Member member, Email wanted) {
    EmailChange change = EmailChange.to(wanted, clock.instant());
    assertThat(store.requestEmailChange(member, change, mail(member))).isEqualTo(Change.DONE);
    return change;
  }

  /** Changes the address at a time of its own. */
  private FormerEmail changeEmail(Member member, Email wanted) {
    clock.advance(Duration.ofSeconds(1));
    FormerEmail former = FormerEmail.of(member.email(), token(member), clock.instant());
    assertThat(store.confirmEmailChange(member, request(member, wanted), former, mail(member)))
        .isEqualTo(Change.DONE);
    return former;
  }

  private Creation signUp(Email email, String nickname) {
    Member other = Members.pending(email.address(), nickname, clock.instant());
    return members.create(other, mail(other));
  }

  // --- password

  @Test
  void changePassword_endsAllSessionsButTheOneThatIsKept() {
    Member alice = active("alice");
    Session kept = session(alice);
    session(alice);
    session(alice);
    Member bob = active("bob");
    Session other = session(bob);
    long mails = mailsOf.applyAsLong(alice.id().value());

    assertThat(store.changePassword(alice, NEW_HASH, Optional.of(kept.id()), mail(alice)))
        .isEqualTo(Change.DONE);

    assertThat(current(alice).passwordHash()).isEqualTo(NEW_HASH);
    assertThat(sessions.ofMember(alice.id())).containsExactly(kept);
    assertThat(sessions.ofMember(bob.id())).containsExactly(other);
    assertThat(mailsOf.applyAsLong(alice.id().value())).isEqualTo(mails + 1);
  }

  @Test
  void changePassword_forgetsWhatWasAskedForAndKeepsFormerAddresses() {
    Member alice = active("alice");
    FormerEmail former = changeEmail(alice, email("new"));
    Member changed = current(alice);
    reset(changed);
    request(changed, email("third"));

    assertThat(store.changePassword(changed, NEW_HASH, Optional.empty(), mail(alice)))
        .isEqualTo(Change.DONE);

    assertThat(store.findReset(alice.id())).isEmpty();
    assertThat(store.findEmailChange(alice.id())).isEmpty();
    assertThat(store.formerEmails(alice.id())).containsExactly(former);
  }

  @Test
  void changePassword_memberNotAsRead_changesNothing() {
    Member alice = active("alice");
    Session session = session(alice);
    Member other = Members.withCredentials(alice, alice.email(), new PasswordHash("another"));
    Member moved = Members.withCredentials(alice, email("moved"), alice.passwordHash());
    Member nobody = Members.active(email("nobody").address(), "nobody", clock.instant());

    for (Member stale : List.of(other, moved, Members.with(alice, MemberStatus.DISABLED), nobody)) {
      assertThat(store.changePassword(stale, NEW_HASH, Optional.empty(), mail(alice)))
          .isEqualTo(Change.STALE);
    }

    assertThat(current(alice)).isEqualTo(alice);
    assertThat(sessions.ofMember(alice.id())).containsExactly(session);
    assertThat(members.find(nobody.id())).isEmpty();
  }

  @Test
  void changePassword_moreSessionsThanATransactionHolds_endsThemAll() {
    Member alice = active("alice");
    for (int i = 0; i < 215; i++) {
      session(alice);
    }

    assertThat(store.changePassword(alice, NEW_HASH, Optional.empty(), mail(alice)))
        .isEqualTo(Change.DONE);

    assertThat(sessions.ofMember(alice.id())).isEmpty();
  }

  @Test
  void changePassword_whileSessionsBegin_noneOfTheOldPasswordIsLeft() throws Exception {
    for (int round = 0; round < 5; round++) {
      Member alice = active("alice" + round);
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Session session =
            new Session(
                SessionId.create(RANDOM),
                alice.id(),
                0,
                clock.instant(),
                clock.instant(),
                clock.instant().plus(WEEK),
                "",
                "");
        calls.add(() -> sessions.create(session, alice.passwordHash()));
      }
      calls.add(
          3,
          () ->
              store.changePassword(alice, NEW_HASH, Optional.empty(), mail(alice)) == Change.DONE);

      assertThat(inParallel(calls).get(3)).isTrue();

      assertThat(sessions.ofMember(alice.id())).isEmpty();
    }
  }

  // --- reset

  @Test
  void requestReset_again_replacesTheFirst() {
    Member alice = active("alice");
    reset(alice);
    clock.advance(PasswordReset.PAUSE);
    PasswordReset second = reset(alice);

    assertThat(store.findReset(alice.id())).contains(second);
  }

  @Test
  void requestReset_againWithinAMinute_theFirstStands() {
    Member alice = active("alice");
    PasswordReset first = reset(alice);
    long mails = mailsOf.applyAsLong(alice.id().value());
    clock.advance(PasswordReset.PAUSE.minusMillis(1));

    PasswordReset second = PasswordReset.by(token(alice), clock.instant());
    assertThat(store.requestReset(alice, second, mail(alice))).isEqualTo(Change.STALE);

    assertThat(store.findReset(alice.id())).contains(first);
    assertThat(mailsOf.applyAsLong(alice.id().value())).isEqualTo(mails);
  }

  @Test
  void findReset_afterHalfAnHour_isGone() {
    Member alice = active("alice");
    reset(alice);

    clock.advance(Duration.ofMinutes(30).minusSeconds(1));
    assertThat(store.findReset(alice.id())).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.findReset(alice.id())).isEmpty();
  }

  @Test
  void requestReset_forNobody_storesNothing() {
    Member nobody = Members.pending(email("nobody").address(), "nobody", clock.instant());

    assertThat(
            store.requestReset(
                nobody, PasswordReset.by(token(nobody), clock.instant()), mail(nobody)))
        .isEqualTo(Change.STALE);

    assertThat(store.findReset(nobody.id())).isEmpty();
    assertThat(members.find(nobody.id())).isEmpty();
    assertThat(mailsOf.applyAsLong(nobody.id().value())).isZero();
  }

  @Test
  void confirmReset_changesThePasswordEndsAllSessionsAndActivatesNothing() {
    Member alice = pending("alice");
    PasswordReset reset = reset(alice);

    assertThat(store.confirmReset(alice, reset, NEW_HASH, mail(alice))).isEqualTo(Change.DONE);

    assertThat(current(alice).passwordHash()).isEqualTo(NEW_HASH);
    assertThat(current(alice).status()).isEqualTo(MemberStatus.PENDING);
    assertThat(store.findReset(alice.id())).isEmpty();

    Member bob = active("bob");
    session(bob);
    session(bob);
    assertThat(store.confirmReset(bob, reset(bob), NEW_HASH, mail(bob))).isEqualTo(Change.DONE);
    assertThat(sessions.ofMember(bob.id())).isEmpty();
  }

  @Test
  void confirmReset_replacedExpiredOrNone_changesNothing() {
    Member alice = active("alice");
    PasswordReset first = reset(alice);
    clock.advance(PasswordReset.PAUSE);
    PasswordReset second = reset(alice);
    Session session = session(alice);

    assertThat(store.confirmReset(alice, first, NEW_HASH, mail(alice))).isEqualTo(Change.STALE);
    clock.advance(Duration.ofMinutes(30));
    assertThat(store.confirmReset(alice, second, NEW_HASH, mail(alice))).isEqualTo(Change.STALE);

    assertThat(current(alice)).isEqualTo(alice);
    assertThat(sessions.ofMember(alice.id())).containsExactly(session);
  }

  @Test
  void confirmReset_manyAtOnce_oneSucceeds() throws Exception {
    Member alice = active("alice");
    PasswordReset reset = reset(alice);

    List<Change> results =
        inParallel(
            IntStream.range(0, 8)
                .<Callable<Change>>mapToObj(
                    i ->
                        () ->
                            store.confirmReset(
                                alice, reset, new PasswordHash("hash " + i), mail(alice)))
                .toList());

    assertThat(results).containsOnlyOnce(Change.DONE);
    int winner = results.indexOf(Change.DONE);
    assertThat(current(alice).passwordHash()).isEqualTo(new PasswordHash("hash " + winner));
  }

  // --- email

  @Test
  void requestEmailChange_isThereForAnHourAndChangesNothing() {
    Member alice = active("alice");
    request(alice, email("first"));
    EmailChange second = request(alice, email("second"));

    assertThat(store.findEmailChange(alice.id())).contains(second);
    assertThat(current(alice)).isEqualTo(alice);
    assertThat(signUp(email("second"), "free" + unique)).isEqualTo(Creation.CREATED);

    clock.advance(Duration.ofHours(1));
    assertThat(store.findEmailChange(alice.id())).isEmpty();
  }

  @Test
  void requestEmailChange_takenOrReservedOrStale_storesNothing() {
    Member alice = active("alice");
    Member bob = active("bob");
    changeEmail(bob, email("robert"));

    for (String taken : List.of("robert", "bob")) {
      EmailChange change = EmailChange.to(email(taken), clock.instant());
      assertThat(store.requestEmailChange(alice, change, mail(alice)))
          .isEqualTo(Change.EMAIL_TAKEN);
    }
    Member stale = Members.withCredentials(alice, alice.email(), new PasswordHash("another"));
    assertThat(
            store.requestEmailChange(
                stale, EmailChange.to(email("free"), clock.instant()), mail(alice)))
        .isEqualTo(Change.STALE);

    assertThat(store.findEmailChange(alice.id())).isEmpty();
  }

  @Test
  void confirmEmailChange_newAddressIsTheMembersAndTheOldOneReserved() {
    Member alice = active("alice");
    reset(alice);
    Session session = session(alice);
    members.suppress(
        alice.email(),
        new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General"),
        clock.instant());

    FormerEmail former = changeEmail(current(alice), email("new"));

    Member changed = current(alice);
    assertThat(changed.email().address()).isEqualTo(email("new").address());
    assertThat(changed.suppression()).isEmpty();
    assertThat(members.findByEmail(email("new"))).contains(changed);
    assertThat(members.findByEmail(alice.email())).isEmpty();
    assertThat(store.findEmailChange(alice.id())).isEmpty();
    assertThat(store.findReset(alice.id())).isEmpty();
    assertThat(store.formerEmails(alice.id())).containsExactly(former);
    assertThat(sessions.ofMember(alice.id())).containsExactly(session);
    assertThat(signUp(alice.email(), "thief" + unique)).isEqualTo(Creation.EMAIL_TAKEN);
    assertThat(signUp(email("new"), "thief" + unique)).isEqualTo(Creation.EMAIL_TAKEN);
  }

  @Test
  void confirmEmailChange_afterAWeek_theOldAddressIsFree() {
    Member alice = active("alice");
    changeEmail(alice, email("new"));

    clock.advance(WEEK.minusSeconds(1));
    assertThat(signUp(alice.email(), "heir" + unique)).isEqualTo(Creation.EMAIL_TAKEN);
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.formerEmails(alice.id())).isEmpty();
    assertThat(signUp(alice.email(), "heir" + unique)).isEqualTo(Creation.CREATED);
    // Whose address is another's by now can still go.
    assertThat(store.delete(current(alice), Optional.of(mail(alice)))).isEqualTo(Change.DONE);
    assertThat(members.findByEmail(alice.email())).isPresent();
  }

  @Test
  void confirmEmailChange_takenMeanwhileOrNotAskedFor_changesNothing() {
    Member alice = active("alice");
    EmailChange change = request(alice, email("wanted"));
    FormerEmail former = FormerEmail.of(alice.email(), token(alice), clock.instant());
    EmailChange other = EmailChange.to(email("other"), clock.instant());
    assertThat(store.confirmEmailChange(alice, other, former, mail(alice))).isEqualTo(Change.STALE);
    assertThat(signUp(email("wanted"), "quick" + unique)).isEqualTo(Creation.CREATED);

    assertThat(store.confirmEmailChange(alice, change, former, mail(alice)))
        .isEqualTo(Change.EMAIL_TAKEN);

    assertThat(current(alice)).isEqualTo(alice);
    assertThat(store.formerEmails(alice.id())).isEmpty();
  }

  @Test
  void confirmEmailChange_manyMembersToOneAddress_oneSucceeds() throws Exception {
    List<Callable<Change>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Member member = active("m" + i);
      EmailChange change = request(member, email("one"));
      FormerEmail former = FormerEmail.of(member.email(), token(member), clock.instant());
      calls.add(() -> store.confirmEmailChange(member, change, former, mail(member)));
    }

    assertThat(inParallel(calls)).containsOnlyOnce(Change.DONE);
  }

  @Test
  void undoEmailChange_givesTheAddressBackAndEndsAllSessions() {
    Member alice = active("alice");
    FormerEmail former = changeEmail(alice, email("new"));
    Member changed = current(alice);
    session(changed);
    reset(changed);

    assertThat(store.undoEmailChange(changed, former, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.DONE);

    assertThat(current(alice)).isEqualTo(alice);
    assertThat(members.findByEmail(alice.email())).isPresent();
    assertThat(sessions.ofMember(alice.id())).isEmpty();
    assertThat(store.findReset(alice.id())).isEmpty();
    assertThat(store.formerEmails(alice.id())).isEmpty();
    assertThat(signUp(email("new"), "new" + unique)).isEqualTo(Creation.CREATED);
    assertThat(signUp(alice.email(), "thief" + unique)).isEqualTo(Creation.EMAIL_TAKEN);
    // Once.
    assertThat(store.undoEmailChange(current(alice), former, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.STALE);
  }

  @Test
  void undoEmailChange_withANewPassword_setsItInTheSameStep() {
    Member alice = active("alice");
    FormerEmail former = changeEmail(alice, email("new"));
    long mails = mailsOf.applyAsLong(alice.id().value());

    assertThat(
            store.undoEmailChange(
                current(alice), former, Optional.of(NEW_HASH), Optional.of(mail(alice))))
        .isEqualTo(Change.DONE);

    assertThat(current(alice).passwordHash()).isEqualTo(NEW_HASH);
    assertThat(current(alice).email().address()).isEqualTo(alice.email().address());
    assertThat(mailsOf.applyAsLong(alice.id().value())).isEqualTo(mails + 1);
  }

  @Test
  void undoEmailChange_ofTheFirstOfThree_undoesTheLaterOnesForGood() {
    Member alice = active("alice");
    FormerEmail first = changeEmail(alice, email("b"));
    FormerEmail second = changeEmail(current(alice), email("c"));
    changeEmail(current(alice), email("d"));

    assertThat(store.undoEmailChange(current(alice), first, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.DONE);

    assertThat(store.formerEmails(alice.id())).isEmpty();
    assertThat(store.undoEmailChange(current(alice), second, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.STALE);
    for (String free : List.of("b", "c", "d")) {
      assertThat(signUp(email(free), free + unique)).isEqualTo(Creation.CREATED);
    }
    assertThat(current(alice).email()).isEqualTo(alice.email());
  }

  @Test
  void undoEmailChange_ofTheLast_leavesTheEarlierOneToBeUndone() {
    Member alice = active("alice");
    FormerEmail first = changeEmail(alice, email("b"));
    FormerEmail second = changeEmail(current(alice), email("c"));

    assertThat(store.undoEmailChange(current(alice), second, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.DONE);

    assertThat(current(alice).email()).isEqualTo(email("b"));
    assertThat(store.formerEmails(alice.id())).containsExactly(first);
    assertThat(signUp(alice.email(), "thief" + unique)).isEqualTo(Creation.EMAIL_TAKEN);
    assertThat(store.undoEmailChange(current(alice), first, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.DONE);
    assertThat(current(alice).email()).isEqualTo(alice.email());
  }

  @Test
  void undoEmailChange_backAndForth_keepsWhatCanStillBeUndone() {
    Member alice = active("alice");
    FormerEmail a = changeEmail(alice, email("b"));
    FormerEmail b = changeEmail(current(alice), alice.email());
    changeEmail(current(alice), email("c"));

    // From c back to b: a was left twice, and its first change can still be undone.
    assertThat(store.undoEmailChange(current(alice), b, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.DONE);

    assertThat(current(alice).email()).isEqualTo(email("b"));
    assertThat(store.formerEmails(alice.id())).containsExactly(a);
    assertThat(signUp(alice.email(), "thief" + unique)).isEqualTo(Creation.EMAIL_TAKEN);
    assertThat(signUp(email("c"), "c" + unique)).isEqualTo(Creation.CREATED);
  }

  @Test
  void undoEmailChange_afterAWeek_isOver() {
    Member alice = active("alice");
    FormerEmail former = changeEmail(alice, email("new"));
    clock.advance(WEEK);

    assertThat(store.undoEmailChange(current(alice), former, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.STALE);

    assertThat(current(alice).email()).isEqualTo(email("new"));
  }

  // --- deletion

  @Test
  void delete_member_leavesTheMailAndNothingElse() {
    Member alice = active("alice");
    changeEmail(alice, email("new"));
    Member changed = current(alice);
    session(changed);
    reset(changed);
    request(changed, email("third"));

    assertThat(store.delete(changed, Optional.of(mail(changed)))).isEqualTo(Change.DONE);

    assertThat(members.find(alice.id())).isEmpty();
    assertThat(sessions.ofMember(alice.id())).isEmpty();
    assertThat(store.findReset(alice.id())).isEmpty();
    assertThat(store.findEmailChange(alice.id())).isEmpty();
    assertThat(store.formerEmails(alice.id())).isEmpty();
    assertThat(mailsOf.applyAsLong(alice.id().value())).isEqualTo(1);
    assertThat(signUp(alice.email(), alice.nickname().text())).isEqualTo(Creation.CREATED);
    assertThat(signUp(email("new"), "new" + unique)).isEqualTo(Creation.CREATED);
  }

  @Test
  void delete_withoutAMail_leavesNothing() {
    Member alice = active("alice");

    assertThat(store.delete(alice, Optional.empty())).isEqualTo(Change.DONE);

    assertThat(members.find(alice.id())).isEmpty();
    assertThat(mailsOf.applyAsLong(alice.id().value())).isZero();
  }

  @Test
  void delete_moreFormerAddressesThanATransactionHolds_freesThemAll() {
    Member alice = active("alice");
    for (int i = 0; i < 60; i++) {
      changeEmail(current(alice), email("new" + i));
    }

    assertThat(store.delete(current(alice), Optional.of(mail(alice)))).isEqualTo(Change.DONE);

    assertThat(members.isFree(alice.email(), new MemberId("somebody"))).isTrue();
    for (int i = 0; i < 60; i++) {
      assertThat(members.isFree(email("new" + i), new MemberId("somebody"))).isTrue();
    }
  }

  @Test
  void undoEmailChange_ofTheFirstOfMany_freesAllTheOthers() {
    Member alice = active("alice");
    FormerEmail first = changeEmail(alice, email("new"));
    for (int i = 0; i < 60; i++) {
      changeEmail(current(alice), email("new" + i));
    }

    assertThat(store.undoEmailChange(current(alice), first, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.DONE);

    assertThat(store.formerEmails(alice.id())).isEmpty();
    for (int i = 0; i < 60; i++) {
      assertThat(members.isFree(email("new" + i), new MemberId("somebody"))).isTrue();
    }
    assertThat(members.isFree(alice.email(), new MemberId("somebody"))).isFalse();
  }

  @Test
  void changes_whileResetsAreAskedForAllTheTime_areMade() throws Exception {
    Member alice = active("alice");
    FormerEmail former = changeEmail(alice, email("new"));
    Member changed = current(alice);
    AtomicBoolean going = new AtomicBoolean(true);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        executor.execute(
            () -> {
              while (going.get()) {
                store.requestReset(
                    changed, PasswordReset.by(token(changed), clock.instant()), mail(changed));
              }
            });
      }
      try {
        assertThat(store.changePassword(changed, NEW_HASH, Optional.empty(), mail(changed)))
            .isEqualTo(Change.DONE);
        assertThat(
                store.undoEmailChange(current(alice), former, Optional.empty(), Optional.empty()))
            .isEqualTo(Change.DONE);
        assertThat(store.delete(current(alice), Optional.empty())).isEqualTo(Change.DONE);
      } finally {
        going.set(false);
      }
    }
  }

  @Test
  void delete_nicknameChangedSinceItWasRead_freesTheNewOne() {
    Member alice = active("alice");
    Nickname renamed = new Nickname("renamed" + unique);
    members.updateProfile(alice, renamed, Language.ENGLISH);

    assertThat(store.delete(alice, Optional.of(mail(alice)))).isEqualTo(Change.DONE);

    assertThat(signUp(email("heir"), renamed.text())).isEqualTo(Creation.CREATED);
  }

  @Test
  void delete_memberNotAsRead_deletesNothing() {
    Member alice = active("alice");
    session(alice);
    Member stale = Members.withCredentials(alice, alice.email(), new PasswordHash("another"));

    assertThat(store.delete(stale, Optional.of(mail(alice)))).isEqualTo(Change.STALE);

    assertThat(current(alice)).isEqualTo(alice);
    assertThat(sessions.ofMember(alice.id())).hasSize(1);
  }

  @Test
  void delete_whileSessionsBegin_leavesNone() throws Exception {
    for (int round = 0; round < 5; round++) {
      Member alice = active("alice" + round);
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Session session =
            new Session(
                SessionId.create(RANDOM),
                alice.id(),
                0,
                clock.instant(),
                clock.instant(),
                clock.instant().plus(WEEK),
                "",
                "");
        calls.add(() -> sessions.create(session, alice.passwordHash()));
      }
      calls.add(2, () -> store.delete(alice, Optional.of(mail(alice))) == Change.DONE);

      assertThat(inParallel(calls).get(2)).isTrue();

      assertThat(sessions.ofMember(alice.id())).isEmpty();
      assertThat(members.find(new MemberId(alice.id().value()))).isEmpty();
    }
  }

  private static <T> List<T> inParallel(List<Callable<T>> calls) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
