package accounts.account;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.AccountStore.Change;
import accounts.event.Actor;
import accounts.event.SessionsEnded;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.LoginLock;
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
import java.time.temporal.ChronoUnit;
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
  private final Function<String, List<String>> eventsOf;
  private final String unique = HexFormat.of().toHexDigits(RANDOM.nextLong());

  /**
   * The store and those of what it changes.
   *
   * @param mailsOf how many mails of a member are in the outbox
   * @param eventsOf what was told of a member, as {@link accounts.event.EventTexts} have it
   */
  protected record Stores(
      MemberStore members,
      SessionStore sessions,
      AccountStore accounts,
      ToLongFunction<String> mailsOf,
      Function<String, List<String>> eventsOf) {}

  /**
   * @param factory makes stores that may hold what other tests left in them
   */
  protected AccountStoreContract(Function<Clock, Stores> factory) {
    Stores stores = factory.apply(clock);
    this.members = stores.members();
    this.sessions = stores.sessions();
    this.store = stores.accounts();
    this.mailsOf = stores.mailsOf();
    this.eventsOf = stores.eventsOf();
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
    assertThat(sessions.create(session, member)).isTrue();
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

    assertThat(Members.unversioned(current(alice))).isEqualTo(Members.unversioned(alice));
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
        calls.add(() -> sessions.create(session, alice));
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
    PasswordReset second = reset(alice);

    assertThat(store.findReset(alice.id())).contains(second);
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
  void pretendReset_storesNothingOfTheMember() {
    Member nobody = Members.pending(email("nobody").address(), "nobody", clock.instant());

    store.pretendReset(nobody, PasswordReset.by(token(nobody), clock.instant()), mail(nobody));

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
    PasswordReset second = reset(alice);
    Session session = session(alice);

    assertThat(store.confirmReset(alice, first, NEW_HASH, mail(alice))).isEqualTo(Change.STALE);
    clock.advance(Duration.ofMinutes(30));
    assertThat(store.confirmReset(alice, second, NEW_HASH, mail(alice))).isEqualTo(Change.STALE);

    assertThat(Members.unversioned(current(alice))).isEqualTo(Members.unversioned(alice));
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
    assertThat(Members.unversioned(current(alice))).isEqualTo(Members.unversioned(alice));
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
    assertThat(store.delete(current(alice), Optional.of(mail(alice)), Actor.member()))
        .isEqualTo(Change.DONE);
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

    assertThat(Members.unversioned(current(alice))).isEqualTo(Members.unversioned(alice));
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

    assertThat(Members.unversioned(current(alice))).isEqualTo(Members.unversioned(alice));
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

    assertThat(store.delete(changed, Optional.of(mail(changed)), Actor.member()))
        .isEqualTo(Change.DONE);

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

    assertThat(store.delete(alice, Optional.empty(), Actor.member())).isEqualTo(Change.DONE);

    assertThat(members.find(alice.id())).isEmpty();
    assertThat(mailsOf.applyAsLong(alice.id().value())).isZero();
  }

  @Test
  void delete_moreFormerAddressesThanATransactionHolds_freesThemAll() {
    Member alice = active("alice");
    for (int i = 0; i < 60; i++) {
      changeEmail(current(alice), email("new" + i));
    }

    assertThat(store.delete(current(alice), Optional.of(mail(alice)), Actor.member()))
        .isEqualTo(Change.DONE);

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
        assertThat(store.delete(current(alice), Optional.empty(), Actor.member()))
            .isEqualTo(Change.DONE);
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

    assertThat(store.delete(alice, Optional.of(mail(alice)), Actor.member()))
        .isEqualTo(Change.DONE);

    assertThat(signUp(email("heir"), renamed.text())).isEqualTo(Creation.CREATED);
  }

  @Test
  void delete_memberNotAsRead_deletesNothing() {
    Member alice = active("alice");
    session(alice);
    Member stale = Members.withCredentials(alice, alice.email(), new PasswordHash("another"));

    assertThat(store.delete(stale, Optional.of(mail(alice)), Actor.member()))
        .isEqualTo(Change.STALE);

    assertThat(Members.unversioned(current(alice))).isEqualTo(Members.unversioned(alice));
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
        calls.add(() -> sessions.create(session, alice));
      }
      calls.add(
          2, () -> store.delete(alice, Optional.of(mail(alice)), Actor.member()) == Change.DONE);

      assertThat(inParallel(calls).get(2)).isTrue();

      assertThat(sessions.ofMember(alice.id())).isEmpty();
      assertThat(members.find(new MemberId(alice.id().value()))).isEmpty();
    }
  }

  private static final Actor OPERATOR =
      Actor.operator("arn:aws:iam::123456789012:user/op", Optional.of("asked for"));

  /** What was told of a member, from that number on. */
  private List<String> events(Member member, long from) {
    return eventsOf.apply(member.id().value()).stream()
        .filter(event -> Long.parseLong(event.substring(0, event.indexOf(' '))) >= from)
        .toList();
  }

  @Test
  void events_ofEveryChange_areNumberedAsTheChangesWereMade() {
    Member alice = active("alice");
    Session first = session(alice);
    Session second = session(alice);
    Session third = session(alice);
    sessions.end(alice.id(), second.id(), SessionsEnded.LOGOUT);
    sessions.end(alice.id(), third.id(), SessionsEnded.TOKEN_REUSED);
    Session fourth = session(alice);
    store.changePassword(current(alice), NEW_HASH, Optional.of(first.id()), mail(alice));
    PasswordReset reset = reset(current(alice));
    store.confirmReset(current(alice), reset, new PasswordHash("another"), mail(alice));
    FormerEmail former = changeEmail(current(alice), email("new"));
    store.undoEmailChange(
        current(alice), former, Optional.of(new PasswordHash("third")), Optional.empty());
    members.updateProfile(current(alice), new Nickname("other" + unique), Language.KOREAN);
    store.endSessions(current(alice), Actor.member());
    store.delete(current(alice), Optional.empty(), Actor.member());

    String login = "%d member.login member {sessionId=%s, address=, userAgent=}";
    assertThat(events(alice, 1))
        .containsExactly(
            "1 member.signed-up member {email=%s, nickname=%s, language=en}"
                .formatted(alice.email().address(), alice.nickname().text()),
            "2 member.verified member {}",
            login.formatted(3, first.id().value()),
            login.formatted(4, second.id().value()),
            login.formatted(5, third.id().value()),
            "6 member.sessions-ended member {reason=LOGOUT, which=ONE, sessionId=%s}"
                .formatted(second.id().value()),
            "7 member.token-reuse-detected unknown {sessionId=%s}".formatted(third.id().value()),
            "8 member.sessions-ended unknown {reason=TOKEN_REUSED, which=ONE, sessionId=%s}"
                .formatted(third.id().value()),
            login.formatted(9, fourth.id().value()),
            "10 member.password-changed member {by=CHANGE}",
            "11 member.sessions-ended member {reason=PASSWORD_CHANGED, which=OTHERS, sessionId=%s}"
                .formatted(first.id().value()),
            "12 member.password-changed member {by=RESET}",
            "13 member.sessions-ended member {reason=PASSWORD_RESET, which=ALL}",
            "14 member.email-change-requested member {}",
            "15 member.email-changed member {email=%s, by=CHANGE}"
                .formatted(email("new").address()),
            "16 member.email-changed member {email=%s, by=UNDO}".formatted(alice.email().address()),
            "17 member.password-changed member {by=EMAIL_CHANGE_UNDO}",
            "18 member.profile-updated member {nickname=other%s, language=ko}".formatted(unique),
            "19 member.sessions-ended member {reason=LOGOUT_ALL, which=ALL}",
            "20 member.deleted member {}");
  }

  @Test
  void events_ofOperatorsActs_nameThem() {
    Member alice = active("alice");
    session(alice);
    long before = current(alice).version();

    store.sendVerification(current(alice), mail(alice), OPERATOR);
    store.endSessions(current(alice), OPERATOR);
    session(current(alice));
    store.disable(current(alice), OPERATOR);
    store.disable(current(alice), OPERATOR);
    store.enable(current(alice), OPERATOR);
    store.enable(current(alice), OPERATOR);
    store.unlock(current(alice), OPERATOR);
    store.delete(current(alice), Optional.empty(), OPERATOR);

    assertThat(events(alice, before + 1))
        .extracting(event -> event.replaceFirst("login member .*", "login"))
        .containsExactly(
            before + 1 + " member.verification-sent operator {}",
            before + 2 + " member.sessions-ended operator {reason=ENDED_BY_OPERATOR, which=ALL}",
            before + 3 + " member.login",
            before + 4 + " member.disabled operator {}",
            before + 5 + " member.sessions-ended operator {reason=DISABLED, which=ALL}",
            before + 6 + " member.enabled operator {}",
            before + 7 + " member.deleted operator {}");
  }

  @Test
  void disable_member_endsAllThatIsGoingOn() {
    Member alice = active("alice");
    session(alice);
    PasswordReset reset = reset(alice);
    EmailChange change = request(current(alice), email("new"));

    assertThat(store.disable(current(alice), OPERATOR)).isEqualTo(Change.DONE);

    assertThat(current(alice).status()).isEqualTo(MemberStatus.DISABLED);
    assertThat(sessions.ofMember(alice.id())).isEmpty();
    assertThat(store.findReset(alice.id())).isEmpty();
    assertThat(store.findEmailChange(alice.id())).isEmpty();
    Session another =
        new Session(
            SessionId.create(RANDOM),
            alice.id(),
            0,
            clock.instant(),
            clock.instant(),
            clock.instant().plus(WEEK),
            "",
            "");
    assertThat(sessions.create(another, current(alice))).isFalse();
    assertThat(store.confirmReset(current(alice), reset, NEW_HASH, mail(alice)))
        .isEqualTo(Change.STALE);
    assertThat(change.email()).isEqualTo(email("new"));
    assertThat(store.enable(current(alice), OPERATOR)).isEqualTo(Change.DONE);
    assertThat(current(alice).status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(sessions.create(another, current(alice))).isTrue();
  }

  @Test
  void disable_pendingMember_keepsTheAddressUntilEnabledAndADayMore() {
    Member alice = pending("alice");

    store.disable(alice, OPERATOR);
    clock.advance(Duration.ofDays(30));

    assertThat(current(alice).status()).isEqualTo(MemberStatus.DISABLED);
    assertThat(members.isFree(alice.email(), new MemberId("somebody"))).isFalse();
    assertThat(members.activate(current(alice))).isFalse();
    store.enable(current(alice), OPERATOR);
    assertThat(current(alice).status()).isEqualTo(MemberStatus.PENDING);
    clock.advance(AccountStore.PENDING_AGAIN.minusSeconds(2));
    assertThat(signUp(alice.email(), "other" + unique)).isEqualTo(Creation.EMAIL_TAKEN);
    assertThat(members.activate(current(alice))).isTrue();
    clock.advance(Duration.ofDays(30));
    assertThat(members.find(alice.id())).isPresent();
    assertThat(members.isFree(alice.email(), new MemberId("somebody"))).isFalse();
  }

  @Test
  void enable_pendingMember_isOverAfterADay() {
    Member alice = pending("alice");
    store.disable(alice, OPERATOR);
    store.enable(current(alice), OPERATOR);

    clock.advance(AccountStore.PENDING_AGAIN);

    assertThat(members.find(alice.id())).isEmpty();
    assertThat(signUp(alice.email(), alice.nickname().text())).isEqualTo(Creation.CREATED);
  }

  @Test
  void unlock_lockedMember_forgetsTheFailures() {
    Member alice = active("alice");
    for (int i = 0; i < LoginLock.FIRST_LOCKING; i++) {
      assertThat(members.recordFailedLogin(alice, mail(alice))).isPresent();
    }
    long before = current(alice).version();

    assertThat(store.unlock(current(alice), OPERATOR)).isEqualTo(Change.DONE);

    assertThat(current(alice).lock()).isEmpty();
    assertThat(events(alice, before + 1))
        .containsExactly(before + 1 + " member.unlocked operator {}");
    assertThat(members.recordFailedLogin(current(alice), mail(alice)).orElseThrow().failures())
        .isOne();
  }

  @Test
  void recordFailedLogin_manyAtOnce_countsNoMoreThanOneAfterTheOther() throws Exception {
    Member alice = active("alice");
    List<Callable<Optional<LoginLock>>> calls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      calls.add(() -> members.recordFailedLogin(alice, mail(alice)));
    }

    List<LoginLock> counted = inParallel(calls).stream().flatMap(Optional::stream).toList();

    assertThat(counted)
        .extracting(LoginLock::failures)
        .containsExactlyInAnyOrder(1, 2, 3, 4, LoginLock.FIRST_LOCKING);
    assertThat(current(alice).lock().orElseThrow().lockedUntil())
        .contains(clock.instant().truncatedTo(ChronoUnit.MILLIS).plusSeconds(1));
    assertThat(events(alice, 3))
        .containsExactly(
            "3 member.login-failed unknown {failures=1}",
            "4 member.login-failed unknown {failures=2}",
            "5 member.login-failed unknown {failures=3}",
            "6 member.login-failed unknown {failures=4}",
            "7 member.login-failed unknown {failures=5}",
            "8 member.locked unknown {failures=5, lockedUntil=%s}"
                .formatted(current(alice).lock().orElseThrow().lockedUntil().orElseThrow()));
  }

  @Test
  void newPassword_forgetsFailedLogins() {
    Member alice = active("alice");
    members.recordFailedLogin(alice, mail(alice));
    PasswordReset reset = reset(current(alice));

    store.confirmReset(current(alice), reset, NEW_HASH, mail(alice));

    assertThat(current(alice).lock()).isEmpty();
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
