package accounts.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.event.Actor;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.member.MemberStore.Creation;
import accounts.member.MemberStore.Import;
import accounts.member.MemberStore.ProfileUpdate;
import accounts.member.MemberStore.Recording;
import accounts.member.Suppression.Reason;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link MemberStore} does. */
public abstract class MemberStoreContract {
  private final MutableClock clock = MutableClock.startingNow();
  private final MemberStore store;
  private final String unique = UUID.randomUUID().toString().substring(0, 8);

  /**
   * @param factory makes one that may hold what other tests left in it
   */
  protected MemberStoreContract(Function<Clock, MemberStore> factory) {
    this.store = factory.apply(clock);
  }

  private Member alice() {
    return Members.pending("Alice-" + unique + "@example.com", "Alice " + unique, clock.instant());
  }

  private OutboxMail mail(Member member) {
    return OutboxMail.verificationCode(
        member.id().value(), "ABC123", member.email().address(), Language.ENGLISH, clock.instant());
  }

  private Creation create(Member member) {
    return store.create(member, mail(member));
  }

  @Test
  void create_newMember_isFoundByIdAndByEmailWhateverItsCase() {
    Member alice = alice();

    assertThat(create(alice)).isEqualTo(Creation.CREATED);

    assertThat(store.find(alice.id()).map(Members::unversioned)).contains(alice);
    assertThat(store.findByEmail(alice.email()).map(Members::unversioned)).contains(alice);
    assertThat(
            store
                .findByEmail(new Email("aLICE-" + unique + "@EXAMPLE.com"))
                .map(Members::unversioned))
        .contains(alice);
  }

  private Member active(String name) {
    return Members.active(name + unique + "@example.com", name + " " + unique, clock.instant());
  }

  private static Member withId(Member member, MemberId id) {
    return new Member(
        id,
        member.email(),
        member.nickname(),
        member.passwordHash(),
        member.status(),
        member.language(),
        member.createdAt(),
        member.expiresAt(),
        member.suppression(),
        member.lock(),
        member.lockToldAt(),
        member.version());
  }

  private Import importMember(Member member) {
    return store.importMember(
        member, Actor.operator("arn:aws:iam::123456789012:user/eve", Optional.empty()), false);
  }

  private static OutboxMail notice(MemberId holder) {
    return OutboxMail.signUpAgain(
        holder.value(), "alice@example.com", Language.ENGLISH, Instant.EPOCH);
  }

  @Test
  void holder_isWhoHasTheEmailUntilThatIsOver() {
    Member alice = alice();
    assertThat(store.holder(alice.email())).isEmpty();
    create(alice);

    assertThat(store.holder(new Email("ALICE-" + unique + "@example.com"))).contains(alice.id());
    clock.advance(Duration.ofDays(1));
    assertThat(store.holder(alice.email())).isEmpty();
  }

  @Test
  void pretendCreate_holdsTheNicknameAndStoresNobody() {
    Member alice = alice();
    create(alice);
    Member again = Members.pending(alice.email().address(), "again " + unique, clock.instant());

    assertThat(store.pretendCreate(again, alice.id(), notice(alice.id())))
        .contains(Creation.CREATED);

    assertThat(store.find(again.id())).isEmpty();
    assertThat(store.findByEmail(alice.email()).map(Member::id)).contains(alice.id());
    assertThat(store.findByNickname(again.nickname())).isEmpty();
    Member other =
        Members.pending("other-" + unique + "@example.com", "AGAIN " + unique, clock.instant());
    assertThat(create(other)).isEqualTo(Creation.NICKNAME_TAKEN);
    assertThat(store.pretendCreate(other, new MemberId("nobody"), notice(alice.id()))).isEmpty();
    assertThat(
            store.pretendCreate(
                Members.pending(alice.email().address(), "again " + unique, clock.instant()),
                alice.id(),
                notice(alice.id())))
        .contains(Creation.NICKNAME_TAKEN);
    clock.advance(Duration.ofDays(1));
    Member later =
        Members.pending("other-" + unique + "@example.com", "again " + unique, clock.instant());
    assertThat(create(later)).isEqualTo(Creation.CREATED);
  }

  @Test
  void recordFailedLogin_ofAStranger_isOnTheSameCurveAndForgottenAfterQuiet() {
    Email email = new Email("stranger-" + unique + "@example.com");
    OutboxMail notice = Members.lockNotice(alice());
    Stranger unknown = store.findStranger(email);
    assertThat(unknown).isEqualTo(Stranger.unknown(email));
    for (int i = 1; i <= LoginLock.FIRST_LOCKING; i++) {
      // As read at first: what is stored counts.
      assertThat(store.recordFailedLogin(unknown, notice).orElseThrow().failures()).isEqualTo(i);
    }

    assertThat(store.recordFailedLogin(unknown, notice)).isEmpty();
    assertThat(store.findStranger(new Email("STRANGER-" + unique + "@example.com")).lock())
        .flatMap(LoginLock::lockedUntil)
        .contains(clock.instant().plusSeconds(1));
    clock.advance(Duration.ofSeconds(1).plus(LoginLock.QUIET));
    assertThat(store.recordFailedLogin(store.findStranger(email), notice).orElseThrow().failures())
        .isOne();
  }

  @Test
  void recordFailedLogin_notice_isSentWithTheFirstLockOfADay() {
    Member member = active("told");
    importMember(member);
    clock.advance(
        Duration.between(
            clock.instant(),
            clock.instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1))));
    for (int i = 1; i <= LoginLock.FIRST_LOCKING; i++) {
      assertThat(current(member).lockToldAt()).isEmpty();
      store.recordFailedLogin(current(member), Members.lockNotice(member));
    }

    Instant told = clock.instant();
    assertThat(current(member).lockToldAt()).contains(told);
    clock.advance(Duration.ofDays(1).minusMillis(1));
    for (int i = 1; i <= LoginLock.FIRST_LOCKING; i++) {
      store.recordFailedLogin(current(member), Members.lockNotice(member));
    }
    assertThat(current(member).lockToldAt()).contains(told);
    clock.advance(Duration.ofSeconds(2));
    store.recordFailedLogin(current(member), Members.lockNotice(member));
    assertThat(current(member).lockToldAt()).contains(clock.instant());
  }

  private Member current(Member member) {
    return store.find(member.id()).orElseThrow();
  }

  @Test
  void activate_forgetsFailedLogins() {
    Member alice = alice();
    create(alice);
    store.recordFailedLogin(current(alice), Members.lockNotice(alice));
    assertThat(current(alice).lock()).isPresent();

    store.activate(current(alice));

    assertThat(current(alice).lock()).isEmpty();
  }

  @Test
  void importMember_announced_isNumberedAsItsEvent() {
    Member member = active("announced");
    Actor eve = Actor.operator("arn:aws:iam::123456789012:user/eve", Optional.of("moving"));

    assertThat(store.importMember(member, eve, true)).isEqualTo(Import.IMPORTED);
    assertThat(store.importMember(member, eve, true)).isEqualTo(Import.ALREADY_THERE);

    assertThat(store.find(member.id()).map(Member::version)).contains(1L);
    Member quiet = active("quiet");
    assertThat(importMember(quiet)).isEqualTo(Import.IMPORTED);
    assertThat(store.find(quiet.id()).map(Member::version)).contains(0L);
  }

  @Test
  void importMember_everyKind_isStoredAsGiven() {
    Member pending =
        Members.pending("p" + unique + "@example.com", "Pending " + unique, clock.instant());
    Member disabled = Members.with(active("disabled"), MemberStatus.DISABLED);
    Member suppressed = Members.suppressed(active("suppressed"), bounce(clock.instant()));
    Member ownId = withId(active("own"), new MemberId("own_ID-" + unique));

    for (Member member : List.of(pending, disabled, suppressed, ownId)) {
      assertThat(store.foreseeImport(member)).isEqualTo(Import.IMPORTED);
      assertThat(store.find(member.id())).isEmpty();
      assertThat(importMember(member)).isEqualTo(Import.IMPORTED);
      assertThat(store.find(member.id())).contains(member);
      assertThat(store.findByEmail(member.email())).contains(member);
      assertThat(store.foreseeImport(member)).isEqualTo(Import.ALREADY_THERE);
      assertThat(importMember(member)).isEqualTo(Import.ALREADY_THERE);
    }
    clock.advance(Duration.ofDays(1));
    assertThat(store.find(pending.id())).isEmpty();
    assertThat(store.find(ownId.id())).isPresent();
  }

  private void assertImport(Member member, Import result) {
    assertThat(store.foreseeImport(member)).isEqualTo(result);
    assertThat(importMember(member)).isEqualTo(result);
  }

  @Test
  void importMember_clash_storesNothing() {
    Member there = active("there");
    importMember(there);

    assertImport(withId(active("x"), there.id()), Import.ID_TAKEN);
    Member sameEmail =
        Members.active("THERE" + unique + "@example.com", "y " + unique, clock.instant());
    assertImport(sameEmail, Import.EMAIL_TAKEN);
    Member sameNickname =
        Members.active("z" + unique + "@example.com", "THERE " + unique, clock.instant());
    assertImport(sameNickname, Import.NICKNAME_TAKEN);
    assertImport(active("there"), Import.EMAIL_TAKEN);

    assertThat(store.find(there.id())).contains(there);
    assertThat(store.find(sameEmail.id())).isEmpty();
    // What the refused had is free.
    assertImport(active("x"), Import.IMPORTED);
    assertImport(active("y"), Import.IMPORTED);
    assertImport(active("z"), Import.IMPORTED);
  }

  @Test
  void importMember_overAnExpiredSignUp_takesItsPlace() {
    Member expiring = alice();
    create(expiring);
    assertImport(
        Members.active("o" + unique + "@example.com", "Alice " + unique, clock.instant()),
        Import.NICKNAME_TAKEN);
    clock.advance(Duration.ofDays(1));

    Member member = Members.with(alice(), MemberStatus.ACTIVE);
    assertImport(withId(member, expiring.id()), Import.IMPORTED);

    assertThat(store.find(expiring.id())).contains(withId(member, expiring.id()));
  }

  @Test
  void rehearseCreate_storesNothing() {
    Member alice = alice();

    store.rehearseCreate(alice, mail(alice));

    assertThat(store.find(alice.id())).isEmpty();
    assertThat(store.findByEmail(alice.email())).isEmpty();
    assertThat(create(alice)).isEqualTo(Creation.CREATED);
  }

  @Test
  void rehearseCreate_forSomebodyWhoIsThere_changesNothing() {
    Member alice = alice();
    create(alice);
    Member other =
        Members.pending("ALICE-" + unique + "@example.com", "alice " + unique, clock.instant());

    store.rehearseCreate(other, mail(other));

    assertThat(store.findByEmail(alice.email()).map(Members::unversioned)).contains(alice);
  }

  @Test
  void find_nobody_isEmpty() {
    assertThat(store.find(alice().id())).isEmpty();
    assertThat(store.findByEmail(alice().email())).isEmpty();
  }

  @Test
  void findByEmailWithADecoy_findsWhoHasTheEmailAndNobodyElse() {
    Member alice = alice();
    Member decoy =
        Members.pending("decoy-" + unique + "@example.com", "Decoy " + unique, clock.instant());
    create(alice);
    create(decoy);

    assertThat(store.findByEmail(alice.email(), decoy.id()).map(Members::unversioned))
        .contains(alice);
    assertThat(store.findByEmail(new Email("x-" + unique + "@example.com"), decoy.id())).isEmpty();
    clock.advance(Duration.ofDays(1));
    assertThat(store.findByEmail(alice.email(), decoy.id())).isEmpty();
  }

  @Test
  void create_emailTaken_storesNothing() {
    Member alice = alice();
    create(alice);
    Member other =
        Members.pending("ALICE-" + unique + "@example.com", "Other " + unique, clock.instant());

    assertThat(create(other)).isEqualTo(Creation.EMAIL_TAKEN);

    assertThat(store.find(other.id())).isEmpty();
    assertThat(store.findByEmail(alice.email()).map(Members::unversioned)).contains(alice);
    // The nickname of the refused member is free.
    assertThat(
            create(
                Members.pending("c" + unique + "@example.com", "Other " + unique, clock.instant())))
        .isEqualTo(Creation.CREATED);
  }

  @Test
  void create_nicknameTaken_storesNothing() {
    create(alice());
    Member other =
        Members.pending("b" + unique + "@example.com", "ALICE " + unique, clock.instant());

    assertThat(create(other)).isEqualTo(Creation.NICKNAME_TAKEN);

    assertThat(store.find(other.id())).isEmpty();
    assertThat(store.findByEmail(other.email())).isEmpty();
  }

  @Test
  void create_bothTaken_theEmailWins() {
    create(alice());

    assertThat(create(alice())).isEqualTo(Creation.EMAIL_TAKEN);
  }

  @Test
  void create_manyAtOnceWithOneEmail_oneIsStored() throws Exception {
    List<Callable<Creation>> calls =
        java.util.stream.IntStream.range(0, 12)
            .<Callable<Creation>>mapToObj(
                i ->
                    () ->
                        create(
                            Members.pending(
                                "race-" + unique + "@example.com",
                                "Race " + i + " " + unique,
                                clock.instant())))
            .toList();

    List<Creation> results = inParallel(calls);

    assertThat(Collections.frequency(results, Creation.CREATED)).isEqualTo(1);
    assertThat(Collections.frequency(results, Creation.EMAIL_TAKEN)).isEqualTo(11);
  }

  @Test
  void find_pendingMemberThatExpiresNow_isEmpty() {
    Member alice = alice();
    create(alice);

    clock.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(store.find(alice.id())).isPresent();
    assertThat(store.findByEmail(alice.email())).isPresent();

    clock.advance(Duration.ofSeconds(1));
    assertThat(store.find(alice.id())).isEmpty();
    assertThat(store.findByEmail(alice.email())).isEmpty();
  }

  @Test
  void create_afterThePendingOneExpired_takesEmailAndNicknameOver() {
    Member first = alice();
    create(first);
    clock.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(create(alice())).isEqualTo(Creation.EMAIL_TAKEN);

    clock.advance(Duration.ofSeconds(1));
    Member second = alice();
    assertThat(create(second)).isEqualTo(Creation.CREATED);

    assertThat(store.findByEmail(first.email()).map(Members::unversioned)).contains(second);
    assertThat(store.activate(first)).isFalse();
  }

  @Test
  void activate_pendingMember_isActiveForGood() {
    Member alice = alice();
    create(alice);

    assertThat(store.activate(alice)).isTrue();
    clock.advance(Duration.ofDays(400));

    assertThat(store.find(alice.id()).map(Members::unversioned))
        .contains(Members.with(alice, MemberStatus.ACTIVE));
    assertThat(store.findByEmail(alice.email())).isPresent();
    assertThat(create(alice())).isEqualTo(Creation.EMAIL_TAKEN);
  }

  @Test
  void activate_twice_isTrueTwice() {
    Member alice = alice();
    create(alice);

    assertThat(store.activate(alice)).isTrue();
    assertThat(store.activate(alice)).isTrue();
  }

  @Test
  void activate_expiredMember_isFalse() {
    Member alice = alice();
    create(alice);
    clock.advance(Duration.ofDays(1));

    assertThat(store.activate(alice)).isFalse();
    assertThat(store.find(alice.id())).isEmpty();
  }

  private Suppression bounce(Instant at) {
    return new Suppression(Reason.BOUNCE, at, "General");
  }

  @Test
  void suppress_member_isRecordedWhateverTheCaseOfTheAddress() {
    Member alice = alice();
    create(alice);
    Suppression bounce = bounce(clock.instant().plusMillis(1500));

    Recording recording =
        store.suppress(new Email("ALICE-" + unique + "@EXAMPLE.com"), bounce, clock.instant());

    assertThat(recording).isEqualTo(Recording.RECORDED);
    assertThat(store.find(alice.id()).map(Members::unversioned))
        .contains(Members.suppressed(alice, bounce));
    assertThat(store.findByEmail(alice.email()).orElseThrow().suppression()).contains(bounce);
  }

  @Test
  void suppress_againOrOutOfOrder_theLatestStands() {
    Member alice = alice();
    create(alice);
    Instant now = clock.instant();
    Suppression bounce = bounce(now.plusSeconds(2));
    Suppression complaint = new Suppression(Reason.COMPLAINT, now.plusSeconds(9), "abuse");
    store.suppress(alice.email(), bounce, now);

    assertThat(store.suppress(alice.email(), bounce, now)).isEqualTo(Recording.KNOWN);
    assertThat(store.suppress(alice.email(), bounce(now.plusSeconds(1)), now))
        .isEqualTo(Recording.KNOWN);
    assertThat(store.suppress(alice.email(), complaint, now)).isEqualTo(Recording.RECORDED);
    assertThat(store.suppress(alice.email(), bounce, now)).isEqualTo(Recording.KNOWN);

    assertThat(store.find(alice.id()).orElseThrow().suppression()).contains(complaint);
  }

  @Test
  void suppress_nobody_changesNothing() {
    Instant now = clock.instant();
    Member alice = alice();
    assertThat(store.suppress(alice.email(), bounce(now), now)).isEqualTo(Recording.NOBODY);

    create(alice);
    clock.advance(Duration.ofDays(1));
    assertThat(store.suppress(alice.email(), bounce(now), now)).isEqualTo(Recording.NOBODY);
    assertThat(store.find(alice.id())).isEmpty();
  }

  @Test
  void suppress_forAMailFromBeforeTheSignUp_doesNotConcernTheNewMember() {
    Instant earlier = clock.instant();
    create(alice());
    clock.advance(Duration.ofDays(1));
    Member second = alice();
    create(second);

    assertThat(store.suppress(second.email(), bounce(clock.instant()), earlier))
        .isEqualTo(Recording.NOBODY);

    assertThat(store.findByEmail(second.email()).map(Members::unversioned)).contains(second);
  }

  @Test
  void suppress_survivesVerificationAndANewHash() {
    Member alice = alice();
    create(alice);
    store.suppress(alice.email(), bounce(clock.instant()), clock.instant());

    store.activate(alice);
    store.replacePasswordHash(alice.id(), alice.passwordHash(), new PasswordHash("other"));

    Member found = store.find(alice.id()).orElseThrow();
    assertThat(found.status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(found.suppression()).contains(bounce(clock.instant()));
  }

  private Member activeAlice() {
    Member pending = alice();
    create(pending);
    store.activate(pending);
    return store.find(pending.id()).orElseThrow();
  }

  @Test
  void isFree_email_untilSomebodyElseHasIt() {
    MemberId somebody = new MemberId("somebody");
    Member alice = alice();
    assertThat(store.isFree(alice.email(), somebody)).isTrue();

    create(alice);

    assertThat(store.isFree(alice.email(), somebody)).isFalse();
    assertThat(store.isFree(new Email("ALICE-" + unique + "@EXAMPLE.com"), somebody)).isFalse();
    assertThat(store.isFree(alice.email(), alice.id())).isTrue();
    clock.advance(Duration.ofDays(1));
    assertThat(store.isFree(alice.email(), somebody)).isTrue();
  }

  @Test
  void updateProfile_newNickname_theOldOneIsFreeAtOnce() {
    Member alice = activeAlice();

    assertThat(store.updateProfile(alice, new Nickname("New " + unique), Language.KOREAN))
        .isEqualTo(ProfileUpdate.UPDATED);

    Member renamed = store.find(alice.id()).orElseThrow();
    assertThat(renamed.nickname().text()).isEqualTo("New " + unique);
    assertThat(renamed.language()).isEqualTo(Language.KOREAN);
    Member heir =
        Members.pending("h" + unique + "@example.com", "alice " + unique, clock.instant());
    assertThat(create(heir)).isEqualTo(Creation.CREATED);
    Member late = Members.pending("l" + unique + "@example.com", "NEW " + unique, clock.instant());
    assertThat(create(late)).isEqualTo(Creation.NICKNAME_TAKEN);
  }

  @Test
  void updateProfile_nicknameTaken_changesNothing() {
    Member alice = activeAlice();
    create(Members.pending("b" + unique + "@example.com", "Bob " + unique, clock.instant()));

    assertThat(store.updateProfile(alice, new Nickname("BOB " + unique), Language.KOREAN))
        .isEqualTo(ProfileUpdate.NICKNAME_TAKEN);

    assertThat(store.find(alice.id())).contains(alice);
  }

  @Test
  void updateProfile_nicknameOfAnExpiredSignUp_isFree() {
    Member alice = activeAlice();
    create(Members.pending("b" + unique + "@example.com", "Bob " + unique, clock.instant()));
    clock.advance(Duration.ofDays(1));

    assertThat(store.updateProfile(alice, new Nickname("Bob " + unique), Language.ENGLISH))
        .isEqualTo(ProfileUpdate.UPDATED);
  }

  @Test
  void updateProfile_sameNicknameInAnotherCase_isStillTheMembers() {
    Member alice = activeAlice();

    assertThat(store.updateProfile(alice, new Nickname("ALICE " + unique), Language.ENGLISH))
        .isEqualTo(ProfileUpdate.UPDATED);

    assertThat(store.find(alice.id()).orElseThrow().nickname().text()).isEqualTo("ALICE " + unique);
    Member other =
        Members.pending("o" + unique + "@example.com", "alice " + unique, clock.instant());
    assertThat(create(other)).isEqualTo(Creation.NICKNAME_TAKEN);
  }

  @Test
  void updateProfile_memberNotAsRead_changesNothing() {
    Member alice = activeAlice();
    store.updateProfile(alice, new Nickname("Second " + unique), Language.ENGLISH);
    Member pending =
        Members.pending("p" + unique + "@example.com", "Pending " + unique, clock.instant());
    create(pending);

    Nickname third = new Nickname("Third " + unique);
    assertThat(store.updateProfile(alice, third, Language.ENGLISH)).isEqualTo(ProfileUpdate.STALE);
    assertThat(store.updateProfile(pending, third, Language.ENGLISH))
        .isEqualTo(ProfileUpdate.STALE);

    assertThat(store.find(alice.id()).orElseThrow().nickname().text())
        .isEqualTo("Second " + unique);
    // Nobody holds the third.
    Member other =
        Members.pending("o" + unique + "@example.com", "Third " + unique, clock.instant());
    assertThat(create(other)).isEqualTo(Creation.CREATED);
  }

  @Test
  void updateProfile_languageChangedSinceItWasRead_isNotOverwritten() {
    Member alice = activeAlice();
    store.updateProfile(alice, alice.nickname(), Language.KOREAN);

    assertThat(store.updateProfile(alice, new Nickname("Second " + unique), Language.ENGLISH))
        .isEqualTo(ProfileUpdate.STALE);

    Member current = store.find(alice.id()).orElseThrow();
    assertThat(current.language()).isEqualTo(Language.KOREAN);
    assertThat(current.nickname()).isEqualTo(alice.nickname());
  }

  @Test
  void replacePasswordHash_onlyInPlaceOfTheOldOne() {
    Member alice = alice();
    create(alice);
    PasswordHash second = Members.HASHER.hash(Password.of(Members.PASSWORD));

    assertThat(store.replacePasswordHash(alice.id(), second, new PasswordHash("third"))).isFalse();
    assertThat(store.find(alice.id()).orElseThrow().passwordHash()).isEqualTo(alice.passwordHash());

    assertThat(store.replacePasswordHash(alice.id(), alice.passwordHash(), second)).isTrue();
    assertThat(store.find(alice.id()).orElseThrow().passwordHash()).isEqualTo(second);
  }

  private static <T> List<T> inParallel(List<Callable<T>> calls) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new java.util.ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }

  @Test
  void findByNickname_findsWhoHasItWhateverItsCase() {
    Member alice = alice();
    create(alice);

    assertThat(store.findByNickname(new Nickname("aLICE " + unique)).map(Member::id))
        .contains(alice.id());
    assertThat(store.findByNickname(new Nickname("nobody " + unique))).isEmpty();
  }

  @Test
  void findByNickname_ofAMemberWhoHasExpired_isNothing() {
    Member alice = alice();
    create(alice);
    clock.advance(Duration.ofDays(1));

    assertThat(store.findByNickname(alice.nickname())).isEmpty();
  }

  @Test
  void list_givesEachMemberOncePageByPage() {
    Member expired =
        Members.pending("gone-" + unique + "@example.com", "g" + unique, clock.instant());
    create(expired);
    clock.advance(Duration.ofDays(1));
    List<Member> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Member member =
          Members.pending(i + "-" + unique + "@example.com", i + "-" + unique, clock.instant());
      create(member);
      created.add(member);
    }

    List<MemberId> listed = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      MemberStore.Page page = store.list(2, next);
      assertThat(page.members()).hasSizeLessThanOrEqualTo(2);
      page.members().forEach(member -> listed.add(member.id()));
      next = page.next();
    } while (next.isPresent());

    assertThat(listed).doesNotHaveDuplicates().doesNotContain(expired.id());
    assertThat(listed).containsAll(created.stream().map(Member::id).toList());
  }

  @Test
  void list_fromWhatIsNoPosition_isRefused() {
    for (String position : List.of("nonsense!", "AAAA", "bm8")) {
      assertThatThrownBy(() -> store.list(2, Optional.of(position)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
